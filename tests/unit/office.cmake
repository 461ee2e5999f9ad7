# The notifier program: schedules, profiles, approval.
tiendo_test(schedule_calendar_test schedule_calendar_test.c
            LINKS tiendo_notifier_parts PkgConfig::ical)
tiendo_test(role_test role_test.c LINKS tiendo_roles)
tiendo_test(profile_settings_test profile_settings_test.c LINKS tiendo_notifier_parts)
tiendo_test(approval_test approval_test.c LINKS tiendo_delivery)
tiendo_test(ledger_approval_test ledger_approval_test.c LINKS tiendo_delivery)
