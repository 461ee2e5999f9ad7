tiendo_test(chart_test chart_test.c LINKS tiendo_chart)
# For people: writes pictures of the samples.
add_executable(render_sample render_sample.c)
target_link_libraries(render_sample PRIVATE tiendo_flags tiendo_sanitize tiendo_chart)
tiendo_test(digest_charts_test digest_charts_test.c LINKS tiendo_digest_charts digest_sample)
