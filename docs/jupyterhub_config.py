"""An example: one workshop server behind JupyterHub; what somebody may do follows from their hub groups.

docs/deploy.md explains it, tests/test_jupyterhub.py runs it. Change the three constants.
"""

from pathlib import Path

c = get_config()  # noqa: F821  JupyterHub gives it

ACCOUNT = "workshop"  # the account that the server runs as; nobody signs in with it
FOLDER = Path("/srv/sistercity")  # where sistercity.toml and the record lie
PEOPLE = {  # sistercity-<role>[-<group of the workshop>]: a hub that manages groups by itself needs no list
    "sistercity-lead": ["lead"],
    "sistercity-facilitator-signed": ["facilitator-a"],
    "sistercity-facilitator-considering": ["facilitator-b"],
    "sistercity-facilitator-not-started": ["facilitator-c"],
    "sistercity-viewer": ["viewer"],
}

c.JupyterHub.load_groups = {
    "sistercity-server": {"users": [ACCOUNT]},
    **{group: {"users": people} for group, people in PEOPLE.items()},
}
c.JupyterHub.load_roles = [
    {
        "name": "sistercity-people",
        "description": "come into the workshop server",
        "scopes": [f"access:servers!user={ACCOUNT}"],
        "groups": list(PEOPLE),
    },
    {
        "name": "sistercity-leads",
        "description": "start and stop the workshop server",
        "scopes": [f"servers!user={ACCOUNT}", f"read:users!user={ACCOUNT}"],
        "groups": ["sistercity-lead"],
    },
]
# A server learns the groups of whoever comes in, and nothing else about them.
c.Spawner.oauth_client_allowed_scopes = ["read:users:groups!user"]

c.Spawner.notebook_dir = str(FOLDER)
c.Spawner.environment = {"SISTERCITY_HOME": str(FOLDER)}
c.Spawner.default_url = "/sistercity"
c.JupyterHub.default_url = f"/user/{ACCOUNT}/sistercity"  # everybody comes here after signing in
# On the command line, because JupyterHub sets its own identity provider above every configuration file.
c.Spawner.args = [
    "--ServerApp.identity_provider_class=sistercity_nb.server.hub.HubPeople",
    "--ServerApp.authorizer_class=sistercity_nb.server.identity.OwnRoutesOnly",
]
