"""The triggers by which the database itself keeps timeline and exhibits from being rewritten.

They are made by migrations; their names stand here so that `wardroom db check` misses none.
"""

TRIGGERS: dict[str, frozenset[str]] = {
    "sqlite": frozenset(
        {"timeline_entry_no_update", "timeline_entry_no_delete", "exhibit_no_delete"}
    ),
    "postgresql": frozenset(
        {"timeline_entry_no_change", "timeline_entry_no_truncate", "exhibit_no_delete"}
    ),
}
