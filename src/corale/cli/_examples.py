"""Examples of the command line, shown at the end of each command's help."""

import click

from corale.language import translated

_BY = " --reviewer redazione --date 2026-03-01 --dir pubblicazioni"

EXAMPLES: dict[str, tuple[str, ...]] = {
    "build": (
        "corale build data/records --out build/release",
        "corale build avvisi/ schede/ --out pubblicazioni --base https://dati.example.it/ --date 2026-03-01",
        "corale build avvisi/ --out pubblicazioni --dry-run",
    ),
    "check": ("corale check avvisi/2025-12-avviso.pdf", "corale check schede/ --json"),
    "demo": ("corale demo", "corale demo --port 8090", "corale demo --no-serve --out build/demo"),
    "desk": (
        "corale desk pubblicazioni --port 8081",
        "corale desk pubblicazioni --backup copia.sqlite",
        "corale desk pubblicazioni --restore copia.sqlite",
    ),
    "diff": (
        "corale diff 0123456789ab ba9876543210",
        "corale diff https://dati.example.it/ pubblicazioni --json",
    ),
    "doctor": ("corale doctor", "corale doctor pubblicazioni", "corale doctor --privacy pubblicazioni"),
    "engine check": ("corale engine check http://127.0.0.1:7878/query --release pubblicazioni",),
    "explain": (
        "corale explain id/process/osservatorio-2205",
        "corale explain https://w3id.org/corale/id/process/osservatorio-2205 --release pubblicazioni",
    ),
    "extract": ("corale extract avvisi/2025-12-avviso.pdf", "corale extract schede/ > schede.jsonl"),
    "fetch": (
        "corale fetch manifest.csv --out documenti",
        "corale fetch https://dati.example.it/sitemap.xml --out documenti --pause 5",
    ),
    "link duplicates": ("corale link duplicates --release pubblicazioni --json",),
    "link explain": ('corale link explain "Comune di Samone" --province TN --release pubblicazioni',),
    "link index": (
        "corale link index enti.csv --identifier codice --name denominazione"
        " --province prov --release pubblicazioni",
    ),
    "link review accept": (
        "corale link review accept id/organisation/auser-ferrara https://esempio.example.it/enti/12"
        " --reviewer redazione --date 2026-03-01 --release pubblicazioni",
    ),
    "link review list": ("corale link review list --band fuzzy --release pubblicazioni",),
    "link review refuse": (
        "corale link review refuse id/organisation/auser-ferrara https://esempio.example.it/enti/12"
        " --reviewer redazione --date 2026-03-01 --release pubblicazioni",
    ),
    "mcp": ("corale mcp", "corale mcp --service http://127.0.0.1:8080/ --http 8088"),
    "query": (
        "corale query 'SELECT * { ?process a corale:ParticipatoryProcess }'",
        "corale query domanda.rq --format csv",
        "corale query domanda.rq --endpoint https://dati.example.it/sparql",
    ),
    "release activate": ("corale release activate pubblicazioni 0123456789ab",),
    "release list": ("corale release list pubblicazioni",),
    "release publish": (
        "corale release publish pubblicazioni --engine http://127.0.0.1:7878/query --adapter oxigraph",
    ),
    "release purge": (
        "corale release purge pubblicazioni --record avviso-x0123456789 --date 2026-03-01",
        "corale release purge pubblicazioni --text 'nome.cognome@example.it' --date 2026-03-01",
    ),
    "release rollback": ("corale release rollback pubblicazioni",),
    "review accept": ("corale review accept 0123456789ab" + _BY,),
    "review amend": ("corale review amend 0123456789ab '2025-06-30'" + _BY,),
    "review list": (
        "corale review list --dir pubblicazioni",
        "corale review list --kind candidate --json --dir pubblicazioni",
    ),
    "review log": ("corale review log --dir pubblicazioni",),
    "review merge": ("corale review merge id/organisation/auser id/organisation/auser-ferrara" + _BY,),
    "review refuse": ("corale review refuse 0123456789ab --reason 'altro avviso'" + _BY,),
    "review show": ("corale review show 0123456789ab --dir pubblicazioni",),
    "review values keep": ("corale review values keep participation-level 'Molto alto'" + _BY,),
    "review values merge": ("corale review values merge participation-level Consulta consultation" + _BY,),
    "review values promote": (
        "corale review values promote technique 'Sfilata' --label-it Sfilata --label-en Parade" + _BY,
    ),
    "serve": (
        "corale serve",
        "corale serve pubblicazioni --host 0.0.0.0 --port 8080 --public-url https://dati.example.it/",
        "corale serve pubblicazioni --engine http://127.0.0.1:7878/query",
    ),
    "source check": ("corale source check toscana esportazione.csv",),
    "source new": ("corale source new toscana esportazione.csv",),
    "user add": ("corale user add anna --role reviewer --dir pubblicazioni",),
    "user list": ("corale user list --dir pubblicazioni",),
    "user remove": ("corale user remove anna --dir pubblicazioni",),
    "verify": (
        "corale verify",
        "corale verify pubblicazioni --quick",
        "corale verify https://dati.example.it/ --signers firmatari.txt",
    ),
}
"""By the words of the command, without `corale`: lines to type."""


def exemplified(command: click.Command, words: str) -> click.Command:
    """Return a command, and the commands in it, with its examples under its help, in the language at hand."""
    if words in EXAMPLES:
        lines = "\n".join(f"  {line}" for line in EXAMPLES[words])
        command.epilog = f"\b\n{translated('Examples')}:\n{lines}"
    for name, inner in getattr(command, "commands", {}).items():
        exemplified(inner, f"{words} {name}")
    return command
