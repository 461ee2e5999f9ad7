# Needs what scripts/test installs: npm --prefix tests install, Chromium, a Java runtime.
find_program(NODE node REQUIRED)
add_test(NAME browser.mail_test COMMAND ${NODE} --test ${PROJECT_SOURCE_DIR}/tests/browser/mail_test.mjs)
set_tests_properties(browser.mail_test PROPERTIES
    LABELS integration ENVIRONMENT "TIENDO_MAIL_SAMPLE=$<TARGET_FILE:mail_sample>")
