"""Every Web API method that the Room knows, one row each.

What is not here is answered with `unknown_method`.
"""

from bot.room import (
    methods_chat,
    methods_conversations,
    methods_files,
    methods_history,
    methods_marks,
    methods_people,
    methods_views,
    scheduled,
)
from bot.room.call import Method

METHODS: dict[str, Method] = {
    method.name: method
    for module in (
        methods_chat,
        methods_conversations,
        methods_files,
        methods_history,
        methods_marks,
        methods_people,
        methods_views,
        scheduled,
    )
    for method in module.METHODS
}
