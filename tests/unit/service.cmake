# What the programs tell the service manager.
tiendo_test(service_test service_test.c LINKS tiendo_base)
tiendo_test(carrier_test carrier_test.c LINKS tiendo_notifier_parts)
tiendo_test(db_account_test db_account_test.c LINKS tiendo_db)
tiendo_test(owner_test owner_test.c LINKS tiendo_db)
