# Every library is a Debian 12 package; scripts/install-packages names them.
find_package(PkgConfig REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Gettext REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd>=252)
pkg_check_modules(zmq REQUIRED IMPORTED_TARGET libzmq>=4.3)
pkg_check_modules(protobuf_c REQUIRED IMPORTED_TARGET libprotobuf-c>=1.4)
pkg_check_modules(libconfig REQUIRED IMPORTED_TARGET libconfig>=1.5)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd>=1.5)
pkg_check_modules(curl REQUIRED IMPORTED_TARGET libcurl>=7.88)
pkg_check_modules(openssl REQUIRED IMPORTED_TARGET libcrypto>=3.0)
pkg_check_modules(jansson REQUIRED IMPORTED_TARGET jansson>=2.14)
pkg_check_modules(pangocairo REQUIRED IMPORTED_TARGET pangocairo>=1.50)
pkg_check_modules(png REQUIRED IMPORTED_TARGET libpng>=1.6)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter>=1.1)
pkg_check_modules(minizip REQUIRED IMPORTED_TARGET minizip)
pkg_check_modules(ical REQUIRED IMPORTED_TARGET libical>=3.0)

# These two ship no pkg-config file.
find_library(UNISTRING_LIBRARY unistring REQUIRED)
find_library(CSV_LIBRARY csv REQUIRED)

find_program(PROTOC_C protoc-c REQUIRED)
