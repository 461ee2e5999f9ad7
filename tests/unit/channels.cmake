tiendo_test(message_test message_test.c LINKS tiendo_delivery)
