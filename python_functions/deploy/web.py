"""What HTTP endpoints do with those who come in the clear, and what the Data API shows."""

from urllib.parse import urlsplit

import httpx

from python_functions.deploy.finding import Finding

SECONDS = 10.0
HALF_A_YEAR = 15_552_000
# Schemas that nobody may name.
HIDDEN = ("app", "private", "auth")


def plain_http(name: str, address: str, *, port: int = 80) -> Finding:
    """Whether *address* in the clear is refused, or leads to https at once."""
    host, about = urlsplit(address).hostname or "", f"{name} sends plain http to https"
    try:
        answer = httpx.get(f"http://{host}:{port}/", timeout=SECONDS, follow_redirects=False)
    except httpx.TransportError as error:
        return Finding(about=about, fact=f"nothing answers there ({type(error).__name__})")
    target = answer.headers.get("Location", "")
    if answer.status_code in {301, 302, 307, 308} and target.startswith("https://"):
        return Finding(about=about, fact=f"{answer.status_code} to {target}")
    return Finding(about=about, fact="", fault=f"http://{host}:{port}/ answers {answer.status_code}", remedy="Redirect to https there, or close the port.")


def strict_transport(name: str, address: str, *, ca: str | bool = True) -> Finding:
    """Whether browsers are told to come by https only, for half a year at least."""
    about = f"{name} tells browsers to stay with https"
    try:
        said = httpx.get(address, timeout=SECONDS, verify=ca).headers.get("Strict-Transport-Security", "")
    except httpx.TransportError as error:
        return Finding(about=about, fact="", fault=f"{address} does not answer: {error}", remedy="Start it, or correct the address.")
    ages = [word.split("=", 1)[1].strip('" ') for word in said.replace(" ", "").split(";") if word.lower().startswith("max-age=")]
    if not ages or not ages[0].isdigit() or int(ages[0]) < HALF_A_YEAR:
        remedy = "Send Strict-Transport-Security: max-age=31536000; includeSubDomains from the proxy or static host."
        return Finding(about=about, fact="", fault=f"it says “{said}”" if said else "it says nothing", remedy=remedy)
    return Finding(about=about, fact=said)


def exposed_schemas(address: str, publishable_key: str, *, ca: str | bool = True) -> list[Finding]:
    """Whether the Data API answers about schemas other than `api`."""
    found = []
    for schema in HIDDEN:
        about = f"the Data API knows nothing of schema {schema}"
        headers = {"apikey": publishable_key, "Accept-Profile": schema}
        try:
            answer = httpx.get(f"{address}/rest/v1/clients", headers=headers, timeout=SECONDS, verify=ca)
        except httpx.TransportError as error:
            found.append(Finding(about=about, fact="", fault=f"{address} does not answer: {error}", remedy="Correct SUPABASE_URL."))
            continue
        # PGRST106: the schema is none of those exposed.
        refused = answer.status_code in {404, 406} and "PGRST106" in answer.text
        remedy = "Expose the schema api only: the platform's settings, Data API, exposed schemas."
        fault = None if refused else f"asked for its tables it answers {answer.status_code}"
        found.append(Finding(about=about, fact=str(answer.status_code), fault=fault, remedy=remedy))
    return found
