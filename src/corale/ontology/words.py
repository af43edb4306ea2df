"""The words of the documentation pages, in Italian and English."""

WORDS = {
    "it": {
        "classes": "Classi", "object_properties": "Proprietà fra cose", "datatype_properties": "Proprietà con valori",
        "annotation_properties": "Proprietà di annotazione", "schemes": "Elenchi di valori",
        "alignments": "Allineamenti",
        "changes": "Modifiche", "diagram": "Diagramma delle classi", "prefixes": "Prefissi", "example": "Esempio",
        "status": "Stato", "parents": "Sotto a", "children": "Sopra a", "domain": "Dominio", "range": "Codominio",
        "inverse": "Inversa", "disjoint": "Disgiunta da", "properties": "Proprietà", "values_of": "Valore di",
        "replaced_by": "Sostituito da", "version": "Versione", "licence": "Licenza", "citation": "Come citare",
        "source": "Fonte", "spellings": "Grafie lette", "complete": "elenco completo", "open": "elenco aperto",
        "fields": "Usato da", "notation": "Notazione", "broader": "Più generale", "narrower": "Più specifico",
        "matches": "Corrisponde a", "see_also": "Vedi anche", "none": "Nessuna voce letta finora.",
        "contents": "Indice", "shapes": "Forma (valore, quante volte)", "questions": "Domande che lo chiedono",
    },
    "en": {
        "classes": "Classes", "object_properties": "Properties between things",
        "datatype_properties": "Properties with values", "annotation_properties": "Annotation properties",
        "schemes": "Value lists", "alignments": "Alignments", "changes": "Changes", "diagram": "Class diagram",
        "prefixes": "Prefixes", "example": "Example", "status": "Status", "parents": "Below", "children": "Above",
        "domain": "Domain", "range": "Range", "inverse": "Inverse", "disjoint": "Disjoint with",
        "properties": "Properties", "values_of": "Value of", "replaced_by": "Replaced by", "version": "Version",
        "licence": "Licence", "citation": "How to cite", "source": "Source", "spellings": "Spellings read",
        "complete": "complete list", "open": "open list", "fields": "Used by", "notation": "Notation",
        "broader": "Broader", "narrower": "Narrower", "matches": "Matches", "see_also": "See also",
        "none": "No entry read so far.", "contents": "Contents", "shapes": "Shape (value, how often)",
        "questions": "Questions that ask for it",
    },
}  # fmt: skip
