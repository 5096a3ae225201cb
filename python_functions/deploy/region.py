"""Where the data lies: asked of the platform, or said by whoever deploys; elsewhere than in Canada only for a reason."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from python_functions.deploy.finding import Finding

CANADIAN = frozenset({"ca-central-1", "ca-west-1", "canadacentral", "canadaeast", "northamerica-northeast1", "northamerica-northeast2"})
SECONDS = 15.0


def region_findings(environ: Mapping[str, str]) -> list[Finding]:
    """Look at the project's region, the edge's, and the mail provider's."""
    reason = environ.get("BOOKFAST_REGION_OVERRIDE", "").strip()
    return [
        _judged("the project's region is Canadian", *_of_project(environ), reason),
        _judged("the edge's region is Canadian", environ.get("BOOKFAST_EDGE_REGION", "").strip(), "as BOOKFAST_EDGE_REGION says", reason),
        *([_judged("the mail provider's region is Canadian", *_of_mail(environ), reason)] if environ.get("MAIL_PROVIDER", "smtp") != "folder" else []),
    ]


def _judged(about: str, region: str, source: str, reason: str) -> Finding:
    if region in CANADIAN:
        return Finding(about=about, fact=f"{region}, {source}")
    if reason:
        return Finding(about=about, fact=f"{region or 'unknown'}, {source}; ALLOWED because BOOKFAST_REGION_OVERRIDE says “{reason}”")
    remedy = (
        "Move it to ca-central-1, or say why it may lie elsewhere: BOOKFAST_REGION_OVERRIDE=… (PHIPA, PIPEDA and Law 25, s. 17 ask for an assessment first)."
    )
    return Finding(about=about, fact="", fault=f"it is {region}, {source}" if region else f"it is not known, {source}", remedy=remedy)


def _of_project(environ: Mapping[str, str]) -> tuple[str, str]:
    token = environ.get("SUPABASE_ACCESS_TOKEN", "").strip()
    if not token:
        return environ.get("BOOKFAST_REGION", "").strip(), "as BOOKFAST_REGION says; with SUPABASE_ACCESS_TOKEN the platform is asked"
    platform = environ.get("SUPABASE_MANAGEMENT_URL", "").strip() or "https://api.supabase.com"
    project = environ.get("SUPABASE_PROJECT_REF", "").strip() or (urlsplit(environ.get("SUPABASE_URL", "")).hostname or "").split(".")[0]
    try:
        answer = httpx.get(f"{platform}/v1/projects/{project}", headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS)
        answer.raise_for_status()
        return str(answer.json().get("region", "")), f"as {platform} says of project {project}"
    except httpx.HTTPError as error:
        return "", f"{platform} did not say of project {project}: {error}"


def _of_mail(environ: Mapping[str, str]) -> tuple[str, str]:
    if environ.get("MAIL_PROVIDER") == "ses":
        return environ.get("SES_REGION", "").strip() or "ca-central-1", "as SES_REGION says"
    return environ.get("BOOKFAST_MAIL_REGION", "").strip(), "as BOOKFAST_MAIL_REGION says"
