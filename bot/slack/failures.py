"""Why a call to Slack failed, by an allow-list: only what is known to be final is final.

Permanent   Slack will refuse this call for ever; the next one goes on
Missing     the app lacks a scope or the server lacks the method: one feature is gone, not the rest
AuthLost    the token is no good; nothing can be sent until it is
RateLimited wait, then the very same call
Ambiguous   it may have happened: look before sending again
└── Unreachable  no connection was made, so nothing has happened
"""

import re
from collections.abc import Mapping

DEFAULT_WAIT_S, LONGEST_WAIT_S = 30.0, 600.0
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
OK, TOO_MANY = 200, 429


def _set(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


AUTH = _set(
    "accesslimited account_inactive ekm_access_denied enterprise_is_restricted invalid_auth "
    "not_authed org_login_required team_access_not_granted token_expired token_revoked "
    "two_factor_setup_required"
)
MISSING = _set(
    "deprecated_endpoint method_deprecated missing_scope not_allowed_token_type not_implemented "
    "unknown_method"
)
LIMITED = _set("message_limit_exceeded rate_limited ratelimited too_many_requests")
# What can have happened all the same; Slack says so of the first two.
UNSURE = _set(
    "external_channel_migrating fatal_error internal_error request_timeout service_unavailable "
    "team_added_to_org update_failed"
)
PERMANENT = _set(
    "access_denied already_archived already_in_channel already_pinned as_user_not_supported "
    "attachment_payload_limit_exceeded bad_timestamp block_mismatch cannot_create_channel "
    "cannot_dm_bot cannot_reply_to_message cant_delete_message cant_invite cant_invite_self "
    "cant_update_message channel_is_limited_access channel_not_found "
    "duplicate_channel_not_found duplicate_message_not_found edit_window_closed "
    "expired_trigger_id file_deleted file_not_found "
    "hash_conflict invalid_arg_name invalid_arguments invalid_array_arg "
    "invalid_attachments invalid_blocks invalid_blocks_format invalid_bookmark_type "
    "invalid_charset invalid_form_data invalid_link invalid_metadata_format "
    "invalid_metadata_schema invalid_name invalid_name_maxlength invalid_name_punctuation "
    "invalid_name_required invalid_name_specials invalid_post_type "
    "invalid_user_combination invitee_cant_see_channel is_archived is_inactive "
    "markdown_text_conflict message_not_found messages_tab_disabled metadata_must_be_sent_from_app "
    "metadata_too_large method_not_supported_for_channel_type missing_argument missing_post_type "
    "msg_blocks_too_long msg_too_long name_taken no_external_invite_permission no_permission "
    "no_text no_user not_in_channel not_pinnable org_user_not_in_team permission_denied "
    "posting_to_channel_denied restricted_action team_not_found thread_not_found too_long "
    "too_many_attachments too_many_bookmarks too_many_contact_cards too_many_pins too_many_tabs "
    "too_many_users ura_max_channels user_disabled user_is_bot user_is_restricted user_not_found "
    "user_not_in_channel user_not_visible view_too_large"
)


class SlackFailure(Exception):
    """A call did not succeed; `code` is Slack's own word or a short reason, never a secret."""

    def __init__(self, code: str, detail: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail or {}


class Permanent(SlackFailure):
    """Slack refuses this call for ever."""


class Missing(SlackFailure):
    """A scope or a method is missing; `detail["needed"]` names the scope if Slack does."""


class AuthLost(SlackFailure):
    """The token is revoked, expired or wrong."""


class RateLimited(SlackFailure):
    """Too fast. `retry_after_s` is Slack's wait, 30 s if it names none, at most 600 s."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("ratelimited")
        self.retry_after_s = retry_after_s


class Ambiguous(SlackFailure):
    """It may or may not have happened. `strange` marks an answer that we do not know."""

    def __init__(self, reason: str, *, strange: bool = False) -> None:
        super().__init__(reason)
        self.strange = strange


class Unreachable(Ambiguous):
    """No connection could be made: nothing has happened."""


def retry_after(header: str | None) -> float:
    """Return the seconds to wait that a `Retry-After` header asks for."""
    if header is None or not _SECONDS.fullmatch(header.strip()):
        return DEFAULT_WAIT_S
    return min(max(float(header), 1.0), LONGEST_WAIT_S)


def classify(
    status: int, headers: Mapping[str, str], body: Mapping[str, object] | None
) -> SlackFailure:
    """Return what an unsuccessful answer means."""
    named = {name.lower(): value for name, value in headers.items()}
    code = body.get("error") if body else None
    if status == TOO_MANY or code in LIMITED:
        return RateLimited(retry_after(named.get("retry-after")))
    if status != OK or body is None or not isinstance(code, str):
        return Ambiguous(f"http_{status}")
    return _by_code(code, body)


def _by_code(code: str, body: Mapping[str, object]) -> SlackFailure:
    if code in AUTH:
        return AuthLost(code)
    if code in MISSING:
        return Missing(code, body)
    if code in PERMANENT or code.startswith(("restricted_action_", "slack_connect_")):
        return Permanent(code, body)
    return Ambiguous(code[:80], strange=code not in UNSURE)
