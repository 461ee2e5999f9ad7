# The notifier program: schedules, profiles, approval.
tiendo_test(schedule_calendar_test schedule_calendar_test.c
            LINKS tiendo_notifier_parts PkgConfig::ical)
