"""The front matter of other tools: which keys they know, and whether a page was written for one.

A page of theirs loads as the plain checklist that it is; what its keys say means nothing here.
"""

from collections.abc import Collection
from typing import Final

# Jekyll, Hugo, Docusaurus, MkDocs, Obsidian, pandoc. None of them is a slip of one of ours.
FOREIGN: Final = frozenset(
    {
        "abstract", "alias", "aliases", "author", "authors", "categories", "category", "cover",
        "created", "cssclass", "cssclasses", "date", "description", "draft", "excerpt", "geometry",
        "has_children", "has_toc", "hide", "hide_table_of_contents", "hide_title", "icon", "id",
        "image", "keywords", "lang", "last_modified_at", "last_update", "lastmod", "layout",
        "linktitle", "modified", "nav_exclude", "nav_order", "pagination_next", "pagination_prev",
        "parent", "permalink", "publish", "published", "redirect_from", "search", "sidebar",
        "sidebar_class_name", "sidebar_label", "sidebar_position", "status", "subtitle", "summary",
        "tags", "template", "toc", "type", "updated", "url", "weight",
    }
)  # fmt: skip
# Such a page has them as well, and means the same.
_SHARED: Final = frozenset({"slug", "title", "version"})


def is_foreign(keys: Collection[str]) -> bool:
    """Tell whether front matter with these keys was written for another tool alone."""
    theirs = {key for key in keys if key.lower() in FOREIGN}
    return bool(theirs) and theirs | _SHARED >= {*keys}
