"""Where rules 1 to 15 (servers, exhibits, custody) are enforced, and which tests show it."""

from collections.abc import Mapping
from typing import NamedTuple


class Place(NamedTuple):
    """`enforced` are `module:name`; `tests` are `path::name` below `tests/`."""

    enforced: tuple[str, ...]
    tests: tuple[str, ...]


EVIDENCE: Mapping[int, Place] = {
    1: Place(
        (
            "bot.domain.server_guards:evidence_is_safe",
            "bot.domain.server_guards:is_released_in_writing",
            "bot.domain.server_guards:is_handed_over_by_its_keeper",
        ),
        (
            "slack/test_servers.py::test_evidence_is_not_wiped_and_the_refusal_names_new_hardware",
            "slack/test_servers.py::test_from_held_through_acquisition_and_release_to_rebuilt",
            "slack/test_servers.py::test_a_waiver_releases_what_is_held",
            "slack/test_servers.py::test_an_original_is_handed_over_by_who_keeps_evidence",
        ),
    ),
    2: Place(
        ("bot.domain.server_guards:is_acquired",),
        ("slack/test_servers.py::test_from_held_through_acquisition_and_release_to_rebuilt",),
    ),
    3: Place(
        (
            "bot.domain.server_guards:may_be_connected",
            "bot.domain.server_entry:check_said",
            "bot.domain.server_guards:is_verified_by_another",
            "bot.domain.endpoint_guards:is_verified_by_another",
            "bot.domain.endpoint_guards:may_be_connected",
            "bot.domain.segments:everything_is_verified",
        ),
        (
            "unit/domain/test_endpoints.py::test_what_is_counted_of_a_batch",
            "unit/domain/test_endpoints.py::test_a_segment_opens_when_nothing_in_it_is_unready",
            "slack/test_servers.py::test_the_way_back_needs_another_pair_of_eyes_and_an_open_segment",
            "slack/test_server_import.py::test_what_is_isolated_is_not_connected_by_a_list_or_a_note",
        ),
    ),
    4: Place(
        (
            "bot.domain.server_guards:is_verified_by_another",
            "bot.domain.endpoint_guards:is_clean_before_verified",
        ),
        (
            "unit/domain/test_endpoints.py::test_what_is_counted_of_a_batch",
            "slack/test_servers.py::test_the_way_back_needs_another_pair_of_eyes_and_an_open_segment",
        ),
    ),
    5: Place(
        ("bot.domain.server_guards:triage_is_recorded",),
        (
            "slack/test_servers.py::test_a_false_alarm_goes_back_with_its_triage_result",
            "slack/test_servers.py::test_the_way_back_needs_another_pair_of_eyes_and_an_open_segment",
        ),
    ),
    6: Place(
        (
            "bot.domain.server_guards:clinical_engineering_agrees",
            "bot.domain.server_entry:check_said",
            "bot.operations.servers:perform",
        ),
        (
            "slack/test_servers.py::test_what_supports_life_is_isolated_by_clinical_engineering_alone",
            "unit/domain/test_server_guards.py::test_who_isolates_what_supports_life",
            "slack/test_server_import.py::test_what_a_list_may_not_ease_is_refused_whole",
        ),
    ),
    7: Place(
        (
            "bot.domain.server_guards:easing_is_grounded",
            "bot.domain.server_entry:check_said",
            "bot.domain.server_entry:check_new",
            "bot.operations.servers:perform",
        ),
        (
            "slack/test_servers.py::test_easing_a_verdict_takes_the_forensics_lead_and_a_reason",
            "slack/test_servers.py::test_what_is_bad_and_isolated_is_held_by_itself",
            "slack/test_server_import.py::test_what_a_list_may_not_ease_is_refused_whole",
        ),
    ),
    8: Place(
        (
            "bot.operations.evidence:add",
            "bot.domain.exhibit_details:check_kept",
            "bot.storage.guards:TRIGGERS",
        ),
        (
            "slack/test_evidence.py::test_numbers_are_never_used_again_and_a_correction_points_back",
            "unit/domain/test_exhibit_details.py::test_what_is_sealed_is_not_rewritten",
            "unit/storage/test_exhibits.py::test_an_exhibit_is_never_deleted",
        ),
    ),
    9: Place(
        ("bot.domain.evidence:is_hashed_well", "bot.domain.evidence:digest"),
        ("slack/test_evidence.py::test_two_digests_a_tool_and_the_same_source",),
    ),
    10: Place(
        ("bot.domain.evidence:is_sealed_well",),
        ("slack/test_evidence.py::test_a_seal_is_used_once_before_two_witnesses_with_a_photo",),
    ),
    11: Place(
        (
            "bot.domain.custody:check_offer",
            "bot.domain.custody:is_the_receiver",
            "bot.domain.keeping:is_its_keeper",
        ),
        (
            "slack/test_custody.py::test_only_the_custodian_offers_once_and_to_somebody_else",
            "slack/test_keeping.py::test_evidence_is_let_go_by_who_keeps_it",
        ),
    ),
    12: Place(
        (
            "bot.domain.custody:reads_every_seal",
            "bot.domain.receipt:arrivals",
            "bot.domain.evidence:is_unbroken",
            "bot.domain.custody:is_the_taker",
            "bot.domain.custody:is_a_side",
            "bot.domain.keeping:comes_back_whole",
            "bot.operations.evidence:break_",
        ),
        (
            "slack/test_keeping.py::test_a_new_break_takes_new_signatures",
            "slack/test_keeping.py::test_a_dispute_is_settled_by_its_sides_or_the_custodian",
            "slack/test_keeping.py::test_what_comes_back_is_read_by_the_custodian_and_compared",
            "slack/test_custody.py::test_what_is_received_is_compared_and_a_difference_is_a_dispute",
            "slack/test_custody.py::test_what_is_broken_neither_travels_nor_is_released",
        ),
    ),
    13: Place(
        ("bot.domain.custody:is_the_receiver",),
        (
            "slack/test_custody.py::test_a_receiver_from_outside_signs_on_paper_before_a_second_witness",
        ),
    ),
    14: Place(
        ("bot.domain.evidence:is_working_copy",),
        ("slack/test_evidence.py::test_working_copies_are_examined_and_originals_by_order_alone",),
    ),
    15: Place(
        ("bot.domain.waivers:is_not_custodian",),
        ("slack/test_waivers.py::test_a_custodian_does_not_sign_for_exhibits_of_their_own",),
    ),
}
