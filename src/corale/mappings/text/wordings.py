"""The forms in which bodies and third-sector entities are named in running text: legal forms, heads."""

import re

_QUOTED = r"[“\"«‘][^”\"»’\n]{2,60}[”\"»’]"
_WORD = rf"(?:[A-ZÀ-Ý0-9][\w’'&]*(?:[.-][\w’'&]+)*\.?(?<!\w\w\w\.)(?<!\d\.)|{_QUOTED})"
_S = r"[^\S\n]{1,2}"
_LINK = (
    r"(?:d[eai]|del|dell[ao]|dell[’']|d[’']|dei|degli|delle|per|in|nel(?:l[’'a])?|al?|alla|all[’']|"
    r"sul(?:la)?|dal(?:la)?|verso|oltre|senza|&|il|la|lo|l[’']|i|gli|le)"
)
_OF = r"(?:d[ei]|del|dell[ao]|dell[’']|d[’']|dei|degli|delle|e|in|nel(?:l[’'])?|al|sul(?:la)?)"
_HALT = (
    r"(?!(?:Il|La|Lo|L[’']|I|Gli|Le|Associazione|Cooperativa|Coop|Fondazione|Consorzio|Comune(?!\s+(?:APS|ODV|ETS)\b)|Provincia|Regione|Unione|"
    r"Ambito|Zona|Azienda|Forum|Centro|Comitato|ANCI|CSV|Auser|Caritas|ASSOCIAZIONE|COOPERATIVA|"
    r"FONDAZIONE|CONSORZIO|COMUNE)\b)"
)
_HEADS = (
    r"associazione|ass\.ne|ass\.|(?:soc(?:ietà|\.)\s*)?coop(?:erativa|\.)(?:\s*soc(?:iale|\.))?|fondazione|"
    r"consorzio|impresa\s+sociale|"
    r"organizzazione\s+di\s+volontariato|confraternita|arciconfraternita|circolo|polisportiva|opera\s+pia|federazione|"
    r"comitato|caritas|auser|anffas|anteas|arci|acli|avis|croce|misericordia|pubblica\s+assistenza|gruppo\s+scout|"
    r"gruppo\s+volontari(?:\s+vincenziani)?|pro\s+loco|banca\s+del\s+tempo|banco\s+(?:alimentare|di\s+solidarietà)|"
    r"ente\s+morale|rete\s+associativa|(?-i:APS|ODV)(?=\s+[A-ZÀ-Ý“\"«])"
)
_NAME = (
    rf"{_WORD}(?:(?:{_S}|(?<=[’'])){_WORD}|{_S}(?:(?:ed?|&){_S}(?!(?i:{_HEADS})\b)|(?:{_LINK}(?:{_S}|"
    rf"(?<=[’']))){{1,2}}){_HALT}{_WORD}){{0,7}}"
)
_TOWN = rf"{_WORD}(?:(?:{_S}|(?<=[’'])){_WORD}|{_S}(?:{_OF}(?:{_S}|(?<=[’']))){{1,2}}{_HALT}{_WORD}){{0,6}}"
_KIND = (
    r"(?:\s+(?:di\s+promozione\s+sociale|di\s+volontariato|di\s+comunità|"
    r"di\s+solidarietà(?:\s+familiare)?|di\s+cooperative(?:\s+sociali)?|diocesana(?:\s+di)?|parrocchiale|culturale|"
    r"sociale|"
    r"onlus|di\s+quartiere|sportiva\s+dilettantistica|aps|odv|ets|di\s+tipo\s+[ab]))*"
)
_FORM = (
    r"(?:[Ss]oc(?:ietà|\.)?\s*[Cc]oop(?:erativa|\.)?(?:\s*[Ss]oc(?:iale|\.))?|[Cc]oop(?:\.|"
    r"erativa)\s*[Ss]oc(?:iale|\.)|"
    r"[Ii]mpresa\s+[Ss]ociale|S\.?C\.?S\.?|"
    r"A\.?P\.?S\.?|Aps|O\.?D\.?V\.?|O[dD][vV]|E\.?T\.?S\.?|Ets|O\.?N\.?L\.?U\.?S\.?|Onlus|onlus)"
)
_LIMITED = r"(?:a\s*r\.?\s?l\.?|[sS]\.?\s?[rR]\.?\s?[lL]\.?|S\.?p\.?A\.?)"
_AFTER_COMMA = rf"(?![^\S\n]+(?!{_FORM})[A-ZÀ-Ý])"
_FORMS = (
    rf"(?:(?:[^\S\n]{{0,2}}{_FORM}|[^\S\n]{{0,2}}[-–][^\S\n]{{0,2}}{_FORM}{_AFTER_COMMA}|,\s*[-–]?\s*{_FORM}{_AFTER_COMMA})"
    rf"(?:\s+(?:{_LIMITED}|onlus|ONLUS|Onlus))?)(?![\w’'])"
)

PREFIXED = re.compile(
    rf"(?<![\w-])(?P<head>(?i:{_HEADS}))(?P<kind>(?i:{_KIND}))\s*(?:denominata\s+)?(?P<name>(?:\s|(?<=\s)|"
    rf"\s(?:dell[ae]|dei|degli)\s(?!Comun[ei]\b|Terzo|Territori|Quartier|Distrett|Ambit|Zona|Settor)|"
    rf"(?<=\.)){_NAME}|\s*{_QUOTED})(?:{_FORMS}|[^\S\n]+{_LIMITED}(?![\w’\']))*"
)
SUFFIXED = re.compile(
    rf"(?:(?<![\w’'-])|(?<=\bl[’'])|(?<=ll[’']))(?<!\bvia )(?<!\bpiazza )(?![0-9]{{1,3}}[.)]\s)"
    rf"(?P<name>{_NAME}?)(?:{_FORMS})+"
)
_REGION = (
    r"(?:Abruzzo|Basilicata|Calabria|Campania|Emilia[- ]Romagna|Friuli[-"
    r" ]Venezia\s+Giulia|Lazio|Liguria|Lombardia|"
    r"Marche|Molise|Piemonte|Puglia|Sardegna|Sicilia(?:na)?|Toscana|Trentino(?:[-"
    r" ]Alto\s+Adige(?:/S[üu]dtirol)?)?|"
    r"Umbria|Valle\s+d[’']Aosta|Veneto)"
)
_OFFICES = (
    r"(?=[A-ZÀ-Ý])(?i:provveditorato|soprintendenza|agenzia|autorità|direzione\s+(?:regionale|generale|"
    r"centrale|provinciale)|"
    r"ufficio\s+(?:scolastico|distrettuale|interdistrettuale|locale|di\s+piano)|casa\s+circondariale)"
    r"(?:[^\S\n]+(?!(?:sarà|saranno|è|ha|hanno|sono|era|verrà|avrà|deve|può)\b)[\w’']+){0,8}?"
    rf"(?:(?=[^\S\n]*(?:[,.;:\n(–-]|$|\b(?:ha|è|indice|avvia|pubblica|cerca|invita|intende|rende|sul|sulla|nel)\b))"
    rf"|\s+(?i:per)\s+(?:il|la|le|l[’'])\s*{_REGION}(?:(?:,|\s+e)\s+(?:il|la|le|l[’'])?\s*{_REGION})*)"
    r"(?:[^\S\n]+[-–][^\S\n]+(?!AMBITO|COMUNE|DISTRETTO|UNIONE|ZONA|ATS)[A-ZÀ-Ý]{3,}\b)?"
)
BODY = re.compile(
    r"(?<![\w-])(?:"
    r"(?:Unione|UNIONE)\s+(?:(?:dei|di|della|delle|territoriale|montana|speciale|dei\s+Comuni|di\s+Comuni|"
    rf"Comuni|Montana|Territoriale|Intercomunale)\s+)*{_TOWN}(?:,\s+{_TOWN})*?"
    r"|(?:(?=[A-Z])(?i:comunit(?:à|a[’'])\s+(?:montana|collinare)|citt(?:à|a[’'])\s+metropolitana\s+di|"
    rf"provincia\s+(?:autonoma\s+)?di|libero\s+consorzio\s+comunale\s+di)|(?i:societ(?:à|"
    rf"a[’'])\s+della\s+salute))\s+(?:(?:(?:di|del|della|dell[’'])\s*)?{_TOWN}|[a-zà-ù]+(?:ese|ana|ina|asca)\b)"
    rf"|(?:Consorzio|CONSORZIO)\s+(?i:intercomunale|socio[- ]assistenziale|"
    rf"dei\s+comuni|(?:dei\s+)?servizi\s+sociali)(?:[^\S\n]+(?:{_OF}[^\S\n]+)?{_WORD}){{0,8}}|"
    rf"ECAD(?:[^\S\n]+(?:n\.?\s?)?\d+)?(?:[^\S\n]+[-–]?[^\S\n]*{_TOWN})?"
    rf"|(?:Regione|REGIONE|(?:Giunta|Consiglio)\s+[Rr]egionale)\s+(?i:(?:autonoma\s+)?(?:del(?:la|l[’'])?\s*)?)"
    rf"(?i:{_REGION})"
    rf"|(?:Comunità|COMUNITÀ)\s+(?:(?:[Dd]ella|[Dd]el(?:l[’'])?|[Dd]i)\s*)?(?=(?i:val|alt[ao]\b|alpe|alpina|"
    rf"paganella|primiero|rotaliana|collinare|territoriale|giudicarie|montagna)){_TOWN}"
    rf"|Comunità\s+di\s+(?:[Vv]alle|[Mm]ontagna)\s+(?:(?:della|del|dell[’']|di)\s*)?{_TOWN}"
    r"|(?m:^)(?i:azienda|agenzia|istituzione|consorzio\s+(?:per|dei|intercomunale)|ente\s+(?:parco|"
    r"di\s+gestione))\s(?![^\n]*(?i:coop\b|soc\.|onlus))[^\n,;:.()–|-]{3,140}(?=\s*\n)"
    rf"|(?:Municipio|MUNICIPIO)\s+(?:(?:di\s+)?Roma\s+)?(?:[IVX]{{1,5}}|"
    rf"\d{{1,2}})\b(?:\s+(?:di\s+)?Roma(?:\s+Capitale)?)?"
    rf"|(?:Ente\s+)?Parco\s+(?i:nazionale|regionale|naturale)\s+(?:(?:del|della|delle|dei|di|dell[’'])\s*)?{_TOWN}"
    rf"|Servizi[o]?\s+[Ss]ocial[ei]\s+dei\s+[Cc]omuni\s+(?:(?:di|del|della|dell[’'])\s*)?(?:{_QUOTED}|{_TOWN})"
    rf"|Consorzio\s+(?:[A-ZÀ-Ý][\w’]+\s+){{1,3}}(?:Servizi|Socio-?\s?\w*|Comuni|"
    rf"Assistenzial\w+)(?:[^\S\n]+(?:{_OF}[^\S\n]+)?(?!Soc|Coop)[A-ZÀ-Ý][\w’]+){{0,4}}(?!\s+(?i:soc|coop|onlus|scs))"
    rf"|(?:Istituzione|ISTITUZIONE)\s+(?:(?:per\s+i\s+|dei\s+)?[Ss]ervizi\s+[Ss]ociali|{_QUOTED})(?:[^\S\n]+(?:del|"
    rf"di)\s+(?:Comune\s+di\s+)?{_TOWN})?"
    r"|(?:Azienda|AZIENDA)\s+(?i:usl|ulss|asl|sanitaria|sociale|speciale|consortile|ospedaliera|pubblica|"
    r"servizi|unità|territoriale|di\s+servizi|socio[- ]sanitaria|per\s+i\s+servizi)(?:\s+(?i:consortile|"
    r"servizi|interventi|sociali|sociale|locale|sanitaria|territoriale|alla\s+persona|per\s+la\s+salute|"
    rf"per\s+i\s+servizi|di|usl|ulss))*\s+(?:n(?:\.|°)\s?)?(?:(?:di|del|della|dell[’'])\s*)?{_TOWN}"
    rf"(?:[^\S\n]+(?:nord|sud|centro|est|ovest)\b){{0,2}}"
    rf"|(?:ASC|ASP|ASL|A\.S\.L\.|AUSL|A\.S\.P\.|USL|ULSS|AULSS|ASST|ASUR|ASSP)\s+(?:(?:di|della|n\.?)\s+)?{_TOWN}"
    rf"|Università\s+(?:(?:degli\s+[Ss]tudi\s+)?(?:di|del|della|degli)\s+)?{_TOWN}"
    rf"|Politecnico\s+di\s+{_TOWN}"
    rf"|(?:Forum|FORUM)\s+(?:(?:provinciale|regionale|nazionale|territoriale)\s+)?(?:del(?:le)?\s+)?{_TOWN}"
    r"|Centro\s+(?:di\s+)?[Ss]erviz[io]{1,2}\s+(?:per\s+il\s+)?[Vv]olontariato(?:\s+(?:di\s+)?[A-ZÀ-Ý]\w+)?"
    rf"|CSV\s+{_TOWN}"
    rf"|{_OFFICES}"
    rf"|(?:Ministero|Dipartimento)\s+(?:della|del|dell[’']|per\s+(?:le|la|il|i)|di)\s*{_TOWN}(?:\s+(?i:sociali)\b)?"
    rf"|Camera\s+di\s+[Cc]ommercio\s+di\s+{_TOWN}|Istituto\s+[Cc]omprensivo\s+{_TOWN}|Prefettura\s+di\s+{_TOWN}"
    r"|ANCI(?:\s+[A-ZÀ-Ý]\w+(?:-[A-ZÀ-Ý]\w+)?)?|INPS|INAIL|Roma\s+Capitale"
    r")"
)
INITIALS = re.compile(r"(?<![\w-])(?:[A-Z]\w{0,3}\.){2,}\s+$")  # before the name of a consortium
MUNICIPALITY = re.compile(
    r"(?<![\w-])(?:comune|(?:giunta|consiglio)\s+comunale|amministrazione\s+comunale|municipio|citt(?:à|"
    r"a[’']?))\s+(?P<of>di\s+|della\s+|dell[’'])(?=[A-ZÀ-Ý])",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:n(?:\.|°|r\.?)?\s?°?\s*)?"
    r"(?:\d{1,2}|[IVXL]{1,6}|(?-i:[A-Z]{1,4}\.?[\s_/-]?\d{1,3}(?:[./]\d{1,2})?))\b"
)
_WHERE = rf"(?:[^\S\n]+(?:di\s+|[-–]\s+)?(?-i:{_HALT}{_TOWN}))?"
_NO_NAME = (
    r"(?!(?i:territorial|social|distrettual|plus|di\b|n\.|provincial|regional|unic|ottimal|welfare|intervent|minor|"
    r"anzian|famigl|disabil|e\b|ed\b))"
)
AREA = re.compile(
    r"(?<![\w-])(?:(?-i:PLUS)\s+)?(?:"
    rf"zona(?:[\s-]+(?:sociale|distretto|socio-?\s?sanitaria|territoriale))+\s+(?:(?:n(?:\.|"
    rf"°)?\s?°?\s*)?\d{{1,2}}\b{_WHERE}|{_QUOTED}|(?:di|del|della|delle|dell[’'])\s*(?-i:{_TOWN})|(?-i:{_TOWN}))"
    r"|ambito\s+(?:territoriale\s+sociale|territoriale|sociale\s+territoriale|sociale|distrettuale(?:\s+sociale)?|"
    r"plus|(?:socio-?\s?assistenziale|sociosanitario|socio-sanitario)(?:\s+territoriale)?|di\s+zona|zonale)"
    rf"(?:\s+\(?a\.?t\.?s\.?\)?)?\s+(?:{_NUMBER}{_WHERE}|{_QUOTED}|(?:di|del|della|dei|delle|"
    rf"dell[’'])\s*(?-i:{_TOWN})|(?-i:{_TOWN}))"
    rf"|(?-i:Ambito|AMBITO)\s+(?:{_NUMBER}{_WHERE}|{_QUOTED}|(?:di|del|della)\s+(?-i:{_TOWN})|"
    rf"(?-i:{_NO_NAME}[A-ZÀ-Ý](?:[a-zà-ù’']|"
    rf"[A-ZÀ-Ý’']+\b)[\w’'-]*(?:[^\S\n]+(?:{_OF}[^\S\n]+)?{_HALT}[A-ZÀ-Ý][\w’'-]+){{0,4}}))"
    rf"|(?-i:ATS|A\.T\.S\.)[^\S\n]+{_NUMBER}{_WHERE}"
    r"|(?:(?-i:sub-?|Sub-?))?distretto\s+(?:socio[- ]?sanitario\s+|sociale\s+|sanitario\s+|sociosanitario\s+|"
    r"socio[- ]?assistenziale\s+)?"
    rf"(?:{_NUMBER}(?:[^\S\n]+(?:di[^\S\n]+)?(?-i:{_HALT}{_TOWN}))?|(?:di|della|delle|del|dell[’'])\s*(?-i:{_TOWN})|"
    rf"{_QUOTED}|(?-i:{_TOWN}))"
    r"|(?-i:P\.?L\.?U\.?S\.?|PLUS)\s+(?:(?:del\s+)?(?:ambito\s+)?distretto\s+(?:di\s+)?|di\s+|del\s+)(?-i:"
    rf"{_TOWN})"
    r")",
    re.IGNORECASE,
)
CUT = re.compile(
    r"\s+in\s+(?=(?:ATS|ATI|RTI|A\.T\.|R\.T\.|forma|rete|raggruppamento)\b)|\s+(?:ed?|con|per|"
    r"presso)\s+(?:(?:dal(?:l[ao])?|dell[ao]|il|la|lo|gli|i|le)\s+|(?:dall|dell|l)[’'])?"
    rf"(?=(?i:{_HEADS})\b|(?:Comune|COMUNE|Provincia|Regione|Unione|ATS|RTI|ATI)\b)|,\s|"
    r"\s+(?:Via|Viale|Piazza|Piazzale|Vicolo|Corso|Contrà|Largo)\s+(?=[A-ZÀ-Ýd])|\s+CAPOFILA\b|\s+NELL[’']"
)
CLOSED = re.compile(r"\b(?:APS|A\.P\.S\.|ODV|O\.D\.V\.|ETS|E\.T\.S\.|ONLUS|Onlus)(?=\s+ed?\s)")
OTHER = re.compile(
    r"\s+ed?\s+(?=(?:[A-ZÀ-Ý][\w’']*\s+){1,4}(?:Soc(?:ietà|\.)\s*Coop|Coop\.\s*Soc|APS\b|ODV\b|ETS\b))"
)
JOINED_TOWN = re.compile(r"([A-ZÀ-Ý][\w’']+)\s*[-–—]\s*([A-ZÀ-Ý][\w’']+)")
NO_PART = re.compile(  # what follows a body's name in capitals or on a label, and is no part of it
    r"\s+(?:Sede\b|P\.?\s?IVA\b|C\.?F\.|Tel\b|PER\s|CAPOFILA\b|FINALIZZAT|PROCEDURA\b|AVVISO\b|CO\s?[-–]?\s?PROG|"
    r"NELL?[A’']|dei\s+[Cc]omuni(?=\s*(?:di\s*)?:)|(?:DELLA|DI|DEL|IN)\s+(?:PROCEDURA|CO\s?[-–]?\s?PROG))"
)
DASH = re.compile(r"\s*[-–/]\s*(?=[A-ZÀ-Ý])")
GENERIC = frozenset(
    """
        a agli al altre altri aps associativa associazione associazioni avviso b circolo cittadini codice
        comitato comunita con consorzi consorzio coop cooperativa cooperative croce culturale
        culturali degli dei del della delle di dilettantistica direzione distretto e ed ente enti ets
        famiglie federazione filantropici filantropico fondazione fondazioni garanzia gli i il impresa
        imprese in l la le lo locale mutuo nazionale o odv onlus organizzazione organizzazioni per
        pilotaggio promozione raggruppamento registro rete runts scientifico scopo settore si soc
        soccorso sociale sociali societa sportiva sportive tecnico temporanea temporanee temporaneo
        terzo tipo un una unico volontariato comune
    """.split()
)
BARE_FORMS = re.compile(rf"\s*(?:{_FORM}[\s,;/e-]*)+")
ORGANS = re.compile(
    r"comitato (?:di(?! quartiere)|del|"
    r"dei|della|per|interno|organizzatore|scientifico|tecnico|esecutivo|direttivo)\b"
)
ENDED = re.compile(rf"{_FORM}|[Oo][Nn][Ll][Uu][Ss]")
GROUPED = re.compile(
    r"(?:RTI|ATI|ATS|RTS|R\.T\.I\.|A\.T\.I\.|A\.T\.S\.|R\.T\.S\.|CAPOFILA|Capofila|Capogruppo|Mandataria|"
    r"Mandante)\s+(?=[A-ZÀ-Ý“\"«])"
)
ELIDED = re.compile(r"(?:(?:da|de|ne|a|su)?ll|un)[’']|(?:a|da|de|su|ne)gli\s", re.IGNORECASE)
