"""Where each invariant of `rulebook` is enforced; tests of a refusal and the allowed neighbour."""

from collections.abc import Mapping

from bot.domain.rule_places_evidence import EVIDENCE, Place

__all__ = ["PLACES", "Place"]

PLACES: Mapping[int, Place] = {
    **EVIDENCE,
    16: Place(
        (
            "bot.domain.restore_guards:dependencies_are_cleared",
            "bot.domain.pilot_guards:may_go_pilot",
            "bot.domain.restore_path:check_no_circle",
            "bot.domain.restore_path:check_dropped",
        ),
        (
            "slack/test_restores.py::test_a_system_waits_for_what_it_depends_on",
            "slack/test_restores.py::test_who_waits_for_whom_is_known_and_no_circle",
            "slack/test_restores.py::test_what_it_waits_for_is_dropped_by_a_reason_or_by_two",
            "slack/test_restores.py::test_a_pilot_too_early_is_answered_with_every_reason",
            "slack/test_restores.py::test_from_cleared_to_live_with_a_day_of_pilot",
        ),
    ),
    17: Place(
        (
            "bot.domain.restore_guards:backup_is_clean",
            "bot.domain.restore_guards:has_passed",
            "bot.domain.restore_anew:check_copy",
        ),
        (
            "slack/test_restores.py::test_a_backup_is_older_than_the_attacker_scanned_and_tried",
            "unit/domain/test_restore_guards.py::test_a_scan_and_a_test_say_that_they_passed",
        ),
    ),
    18: Place(
        ("bot.domain.restore_guards:integrity_is_shown",),
        ("slack/test_restores.py::test_integrity_takes_three_proofs_and_a_failing_check_blocks",),
    ),
    19: Place(
        (
            "bot.domain.departments:has_a_system_back",
            "bot.domain.departments:everything_is_keyed_in",
        ),
        (
            "slack/test_departments.py::test_hybrid_waits_for_a_system_at_pilot",
            "slack/test_departments.py::test_normal_waits_for_p1_verified_by_another_and_numbers_merged",
        ),
    ),
    20: Place(
        ("bot.domain.departments:is_clinical", "bot.domain.departments:has_diversion"),
        (
            "slack/test_departments.py::test_suspending_says_where_patients_go_and_that_neighbours_know",
        ),
    ),
    21: Place(
        ("bot.operations.back_entry:verified",),
        (
            "slack/test_departments.py::test_normal_waits_for_p1_verified_by_another_and_numbers_merged",
        ),
    ),
    22: Place(
        (
            "bot.operations.anchors:correct",
            "bot.operations.incidents:declare",
            "bot.domain.deadlines:legal_decides",
            "bot.domain.deadlines:has_reason",
        ),
        (
            "unit/operations/deadlines/test_anchors.py::test_noticed_earlier_is_free_and_later_is_legals_with_a_reason",
            "unit/operations/deadlines/test_anchors.py::test_moments_keep_their_order",
            "unit/operations/deadlines/test_ruling_out.py::test_not_applicable_is_legals_with_a_reason_and_can_be_taken_back",
        ),
    ),
    23: Place(
        ("bot.domain.deadlines:has_receipt", "bot.domain.deadlines:has_late_reason"),
        (
            "unit/operations/deadlines/test_reporting.py::test_met_in_time_with_a_receipt",
            "unit/operations/deadlines/test_reporting.py::test_met_needs_a_receipt_that_fits",
            "unit/domain/test_deadlines.py::test_met_needs_a_receipt_and_when_late_a_reason",
            "unit/operations/deadlines/test_reporting.py::test_met_late_needs_a_reason_that_is_kept",
            "unit/operations/test_drafts.py::test_the_first_report_to_certin_has_every_field_filled_or_marked",
        ),
    ),
    24: Place(
        (
            "bot.domain.ending:check",
            "bot.operations.incidents:move_stage",
            "bot.operations.deadlines:check_nothing_owed",
        ),
        (
            "unit/domain/test_ending.py::test_the_response_moves_on_when_nothing_is_missing",
            "e2e/test_steering.py::test_the_stages_are_walked_and_closing_waits_for_what_is_critical",
        ),
    ),
    25: Place(
        ("bot.domain.ending:check", "bot.operations.gates:check_stage"),
        (
            "unit/domain/test_ending.py::test_the_response_moves_on_when_nothing_is_missing",
            "slack/test_gates.py::test_a_task_behind_a_rule_is_refused_by_number_and_sentence",
            "slack/test_gates.py::test_a_signed_exception_lets_the_response_move_on",
        ),
    ),
    26: Place(
        (
            "bot.operations.suspensions:serve",
            "bot.operations.suspensions:lift",
            "bot.operations.people:standing_of",
        ),
        (
            "slack/test_suspensions.py::test_in_the_same_minute_everything_is_gone_and_somebody_has_it",
            "slack/test_suspensions.py::test_hand_overs_under_way_go_to_the_deputy",
            "slack/test_suspensions.py::test_the_suspended_do_nothing_until_a_written_order_gives_it_back",
            "e2e/test_room_users.py::test_a_written_order_logs_out_and_keeps_out_until_it_is_lifted",
        ),
    ),
    27: Place(
        (
            "bot.domain.public_words:check_words",
            "bot.domain.facts:is_secret",
            "bot.domain.ransom_words:check",
        ),
        (
            "slack/test_facts.py::test_what_is_said_of_a_ransom_stays_with_command_and_legal",
            "slack/test_facts.py::test_a_wallet_is_refused_outside_a_private_incident_and_not_repeated",
            "unit/domain/test_public_words.py::test_what_never_gets_out",
            "unit/domain/test_ransom_words.py::test_what_a_public_incident_does_not_keep",
            "slack/test_facts.py::test_sums_and_paying_are_refused_wherever_one_writes",
        ),
    ),
    28: Place(
        (
            "bot.domain.facts:check_public",
            "bot.domain.facts:check_as_signed",
            "bot.domain.facts:signed_by",
            "bot.domain.statements:has_next",
            "bot.operations.statements:perform",
        ),
        (
            "slack/test_facts.py::test_what_goes_out_is_what_two_signed_and_no_newer_figure",
            "slack/test_facts.py::test_two_sign_a_public_text_and_a_changed_figure_shows_both",
            "slack/test_facts.py::test_the_spokesperson_signs_unless_the_text_is_theirs",
            "slack/test_facts.py::test_a_public_text_is_refused_while_it_holds_what_must_not_get_out",
        ),
    ),
    29: Place(
        (
            "bot.slack.listeners.kept_out:check_text",
            "bot.storage.news:names",
            "bot.domain.withholding:without",
        ),
        (
            "slack/test_commands.py::test_patient_data_is_neither_kept_nor_repeated",
            "slack/test_suspensions.py::test_a_suspended_name_stands_on_no_digest",
            "slack/test_suspensions.py::test_what_others_write_is_told_without_a_suspended_name",
        ),
    ),
    30: Place(
        ("bot.domain.signing:seat", "bot.operations.signatures:sign"),
        (
            "unit/operations/test_signatures.py::test_two_others_in_two_roles_are_enough",
            "unit/operations/test_signatures.py::test_a_role_taken_away_voids_the_first",
        ),
    ),
    31: Place(
        ("bot.domain.returns:is_silent", "bot.slack.views.kept_sections:departments"),
        (
            "slack/test_departments.py::test_a_department_reports_counts_and_its_silence_is_said",
            "slack/test_network.py::test_the_digest_tells_machines_departments_ladder_and_evidence",
        ),
    ),
    32: Place(
        (
            "bot.export.verify:in_file",
            "bot.operations.incidents:note",
            "bot.operations.paper_log:enter",
            "bot.paper.ward_pack:document",
            "bot.storage.posts:enqueue",
        ),
        (
            "cli/test_print.py::test_a_ward_pack_knows_the_hospital_and_needs_no_database",
            "cli/test_timeline.py::test_a_paper_log_is_tried_then_entered_with_both_times",
            "cli/test_evidence.py::test_a_sound_chain_is_confirmed_everywhere",
            "unit/export/test_document.py::test_an_export_verifies_offline_and_a_forged_one_does_not",
            "e2e/test_forgeries.py::test_the_export_holds_it_all_and_a_forged_one_is_refused",
            "outbox/test_trouble.py::test_two_hours_without_slack_lose_nothing_and_alarms_come_first",
        ),
    ),
    33: Place(
        ("bot.slack.listeners.registers:verb",),
        (
            "slack/test_servers.py::test_what_supports_life_is_isolated_by_clinical_engineering_alone",
            "slack/test_registers.py::test_many_rows_at_once_list_what_was_refused",
        ),
    ),
    34: Place(
        (
            "bot.domain.reminders:ladder",
            "bot.domain.reminders:notice_due",
            "bot.domain.counting:wind",
        ),
        (
            "schedule/test_reminding.py::test_a_critical_task_goes_up_in_half_an_hour",
            "schedule/test_task_clocks.py::test_quiet_hours",
            "schedule/deadlines/test_silence.py::test_quiet_hours_never_hold_back_a_hard_clock",
        ),
    ),
}
