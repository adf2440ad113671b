"""The API's description as one page that asks no other host for anything. Pure."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

# The page has a style and nothing else: no script, no picture, no other address.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre, code { font-family: ui-monospace, monospace; font-size: .9em }
pre { overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .4rem }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top;
padding: .3rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
"""


def page(schema: Mapping[str, Any]) -> str:
    """Return the OpenAPI description as HTML."""
    info = schema["info"]
    parts = [
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1>",
        f"<p>{_words(info.get('description', ''))}</p>",
        '<p>For programs: <a href="openapi.json">openapi.json</a>.</p>',
    ]
    for path, methods in schema["paths"].items():
        parts += [_operation(method, path, each) for method, each in methods.items()]
    parts.append("<h2>What travels</h2>")
    parts += [_model(name, each) for name, each in schema["components"]["schemas"].items()]
    body = "\n".join(parts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Wardroom API</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _words(text: str) -> str:
    """Return prose with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    taken = [
        _row(each["name"], _kind(each["schema"]), each.get("description", ""))
        for each in operation.get("parameters", ())
    ]
    answers = [
        f"<tr><td>{escape(status)}</td><td>{_words(each.get('description', ''))}</td></tr>"
        for status, each in operation["responses"].items()
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    wants = f"<p>Body: {_kind(body['schema'])}</p>" if body else ""
    return "\n".join(
        [
            f"<h2><code>{escape(method.upper())} /api{escape(path)}</code></h2>",
            f"<p>{_words(operation.get('description', ''))}</p>",
            wants,
            _table(("parameter", "is", "means"), taken),
            _table(("status", "means"), answers),
        ]
    )


def _model(name: str, model: Mapping[str, Any]) -> str:
    needed = set(model.get("required", ()))
    rows = [
        _row(field + ("" if field in needed else " (optional)"), _kind(each),
             each.get("description", ""))
        for field, each in model.get("properties", {}).items()
    ]  # fmt: skip
    examples = [
        f"<pre>{escape(json.dumps(each, indent=2, ensure_ascii=False))}</pre>"
        for each in model.get("examples", ())
    ]
    values = [f"<p>One of {_kind(model)}.</p>"] if "enum" in model else []
    return "\n".join(
        [
            f'<h3 id="{escape(name)}">{escape(name)}</h3>',
            f"<p>{_words(model.get('description', ''))}</p>",
            *values,
            _table(("field", "is", "means"), rows),
            *examples,
        ]
    )


def _kind(schema: Mapping[str, Any]) -> str:
    """Return in a few words what a value is; a model is a link to its table."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return f'<a href="#{escape(name)}">{escape(name)}</a>'
    several = schema.get("oneOf") or schema.get("anyOf")
    if several:
        return " or ".join(_kind(each) for each in several)
    if "enum" in schema:
        return ", ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(str(schema.get("format", kind)))


def _row(name: str, kind: str, words: str) -> str:
    return f"<tr><td><code>{escape(name)}</code></td><td>{kind}</td><td>{_words(words)}</td></tr>"


def _table(heads: tuple[str, ...], rows: list[str]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"
