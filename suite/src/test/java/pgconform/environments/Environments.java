package pgconform.environments;

import static pgconform.environments.Environment.an;

import java.util.List;
import java.util.Map;

/** The table of environments. */
final class Environments {
  private static final String REVOKE =
      "do $do$ declare f regprocedure; begin for f in select oid from pg_proc where"
          + " pronamespace = 'pg_catalog'::regnamespace and proname ~ '%s' loop execute format("
          + "'revoke execute on function %%s from public', f); end loop; end $do$";

  private static final String SHADOW_FUNCTIONS =
      "create function shadow.%s as $$ select null::%s $$ language sql";

  private static final String GERMAN =
      "do $do$ begin set lc_messages = 'de_DE.UTF-8'; perform 1 / 0; exception when"
          + " division_by_zero then if sqlerrm = 'division by zero' then raise exception"
          + " 'English'; end if; end $do$";

  private Environments() {}

  /** Everything, in the order in which it is tried. */
  static final List<Environment> ALL =
      List.of(
          // Who logs in.
          an("the owner of a database"),
          an("an ordinary role").floor(135).ordinary(),
          an("a superuser").sql("alter role $role superuser"),
          an("a role that may create databases and roles")
              .sql("alter role $role createdb createrole"),
          an("a replication login").sql("alter role $role replication"),
          an("a role that becomes another")
              .sql("create role another_role", "grant another_role to $role")
              .set("role", "another_role")
              .ordinary(),
          an("a role with a connection limit")
              .floor(100)
              .sql("alter role $role connection limit 4"),
          an("a database with a connection limit")
              .floor(100)
              .sql("alter database $database connection limit 4"),
          an("Role \"with\" spaces").named("Role \"with\" spaces", "Data Base \"X\" 'y'"),
          an("umlauts in names").named("Büro-Rolle", "Größen_ÄÖÜ"),
          an("names of 63 octets").named("r".repeat(63), "d".repeat(63)),
          an("a password that expires soon")
              .sql(
                  "do $do$ begin execute format('alter role $role valid until %L', now() + interval"
                      + " '1 day'); end $do$")
              .password("soon gone")
              .access("host all $role 127.0.0.1/32 scram-sha-256"),

          // How it is let in.
          an("one database only")
              .access("host $database $role 127.0.0.1/32 trust")
              .quick("CAN-002", "AUT-001", "AUT-002", "BKD-001", "STA-001", "STA-005"),
          an("TLS only").access("hostssl all $role 127.0.0.1/32 trust"),
          an("never TLS").access("hostnossl all $role 127.0.0.1/32 trust"),
          an("SCRAM").password("s: e/c@r%t").access("host all $role 127.0.0.1/32 scram-sha-256"),
          an("SCRAM over TLS, everything verified")
              .password("sécret")
              .access("hostssl all $role 127.0.0.1/32 scram-sha-256")
              .parameters("sslmode=verify-full&sslrootcert=$home/ca.crt&channel_binding=require"),
          an("MD5")
              .sql("set password_encryption = 'md5'", "alter role $role password 'five'")
              .password("five")
              .access("host all $role 127.0.0.1/32 md5"),
          an("a password in clear")
              .password("clear")
              .access("host all $role 127.0.0.1/32 password"),
          an("a certificate only")
              .access("hostssl all $role 127.0.0.1/32 cert")
              .parameters(
                  "sslmode=verify-ca&sslrootcert=$home/ca.crt&sslcert=$home/client.crt&sslkey=$home/client.key")
              .named("client", "db_certificate"),
          an("a certificate and a password")
              .password("both")
              .access("hostssl all $role 127.0.0.1/32 scram-sha-256 clientcert=verify-ca")
              .parameters("sslmode=require&sslcert=$home/client.crt&sslkey=$home/client.key"),
          an("everybody else rejected")
              .server("log_connections", "on")
              .access("host all $role 127.0.0.1/32 trust", "host all all all reject"),
          an("everybody else asked for a password")
              .server("log_connections", "on")
              .access(
                  "host all $role 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256")
              .quick("STA-002", "STA-013")
              .outOfReach("AUT-002"),
          an("a superuser, but not for replication")
              .sql("alter role $role superuser")
              .access("host all $role 127.0.0.1/32 trust")
              .quick("STA-001", "STA-010")
              .outOfReach("STA-010b", "STA-011", "BKD-010", "CST-019", "CST-020"),
          an("a Unix socket only")
              .host("")
              .server("listen_addresses", "127.0.0.1")
              .access("local all $role trust"),
          an("IPv6").host("[::1]").server("listen_addresses", "127.0.0.1,::1"),
          an("no TLS at all").server("ssl", "off"),
          an("TLS 1.2 only").server("ssl_max_protocol_version", "TLSv1.2"),
          an("TLS 1.3 only").server("ssl_min_protocol_version", "TLSv1.3"),

          // Short limits.
          an("lock_timeout of 1 s").set("lock_timeout", "'1s'"),
          an("lock_timeout of 50 ms").set("lock_timeout", "'50ms'"),
          an("statement_timeout of 100 ms")
              .set("statement_timeout", "'100ms'")
              .quick("CAN-002", "CAN-006", "CER-003", "CST-012", "RAC-001"),
          an("statement_timeout of a database")
              .sql("alter database $database set statement_timeout = '2s'"),
          an("statement_timeout in the URL").parameters("options=-c%20statement_timeout%3D1s"),
          an("idle_session_timeout of 1 s").since(14).set("idle_session_timeout", "'1s'"),
          an("idle_in_transaction_session_timeout of 1 s")
              .set("idle_in_transaction_session_timeout", "'1s'"),
          an("exit_on_error")
              .set("exit_on_error", "on")
              .quick("CAN-002", "RFQ-001", "RFQ-003", "EXQ-001", "STA-010b", "CER-001"),
          an("transaction_timeout of 1 s").since(17).set("transaction_timeout", "'1s'"),
          an("no parallel workers")
              .server("max_worker_processes", "0")
              .quick("CAN-002")
              .outOfReach("CST-025"),
          an("no activities tracked")
              .server("track_activities", "off")
              .quick("CAN-002")
              .outOfReach("CST-025", "TRM-006"),
          an("deadlock_timeout of 1 ms")
              .set("deadlock_timeout", "'1ms'")
              .set("log_lock_waits", "on")
              .set("client_min_messages", "log"),
          an("client_connection_check_interval")
              .since(14)
              .set("client_connection_check_interval", "'100ms'"),
          an("TCP keepalives")
              .set("tcp_keepalives_idle", "1")
              .set("tcp_keepalives_interval", "1")
              .set("tcp_keepalives_count", "2")
              .set("tcp_user_timeout", "2000"),
          an("authentication_timeout of 1 s").server("authentication_timeout", "1s"),

          // Notices anywhere.
          an("client_min_messages = debug5")
              .set("client_min_messages", "debug5")
              .quick("BKD-006", "CER-004", "PST-001", "PST-003", "STA-008b", "STA-015"),
          an("client_min_messages = log")
              .set("client_min_messages", "log")
              .set("log_statement", "'all'")
              .set("log_duration", "on")
              .set("log_parser_stats", "on"),
          an("an event trigger that says something")
              .inside(
                  "create function public.say() returns event_trigger language plpgsql as"
                      + " $$ begin raise notice 'a command: %', tg_tag; end $$",
                  "create event trigger say on ddl_command_start execute function public.say()",
                  "create event trigger say_more on ddl_command_end execute function public.say()"),
          an("a login trigger that says something")
              .since(17)
              .inside(
                  "create function public.welcome() returns event_trigger language plpgsql as"
                      + " $$ begin raise notice 'welcome'; raise warning 'be careful'; end $$",
                  "create event trigger welcome on login execute function public.welcome()"),
          an("messages in German")
              .where(GERMAN, "there are no messages in German")
              .set("lc_messages", "'de_DE.UTF-8'"),
          an("messages in German, in LATIN1")
              .where(GERMAN, "there are no messages in German")
              .set("lc_messages", "'de_DE.UTF-8'")
              .set("client_encoding", "'LATIN1'"),
          an("a server that says everything in German")
              .where(GERMAN, "there are no messages in German")
              .server("lc_messages", "de_DE.UTF-8"),

          // How values are written, and read.
          an("odd formats of dates and numbers")
              .set("DateStyle", "'German, DMY'")
              .set("TimeZone", "'Asia/Kathmandu'")
              .set("IntervalStyle", "'iso_8601'")
              .set("extra_float_digits", "-15")
              .set("bytea_output", "'escape'")
              .set("xmlbinary", "'hex'"),
          an("strings as before 9.1")
              .set("standard_conforming_strings", "off")
              .set("escape_string_warning", "on")
              .set("backslash_quote", "off"),
          an("client_encoding = LATIN1").set("client_encoding", "'LATIN1'"),
          an("client_encoding = SJIS").set("client_encoding", "'SJIS'"),
          an("a database in SQL_ASCII").encoding("SQL_ASCII"),
          an("a database in LATIN1").encoding("LATIN1"),
          an("a database in EUC_JP").encoding("EUC_JP"),

          // How transactions begin.
          an("default_transaction_read_only").set("default_transaction_read_only", "on"),
          an("serializable").set("default_transaction_isolation", "'serializable'"),
          an("serializable and read only")
              .floor(130)
              .set("default_transaction_isolation", "'serializable'")
              .set("default_transaction_read_only", "on"),
          an("a hot standby").floor(120).standby(),

          // Where names lead.
          an("a search_path that shadows pg_catalog")
              .inside(
                  "create schema shadow authorization $role",
                  SHADOW_FUNCTIONS.formatted("pg_sleep(double precision) returns void", "void"),
                  SHADOW_FUNCTIONS.formatted("pg_advisory_lock(bigint) returns void", "void"),
                  SHADOW_FUNCTIONS.formatted(
                      "pg_advisory_unlock(bigint) returns boolean", "boolean"),
                  SHADOW_FUNCTIONS.formatted("version() returns text", "text"),
                  SHADOW_FUNCTIONS.formatted("current_setting(text) returns text", "text"),
                  SHADOW_FUNCTIONS.formatted("pg_backend_pid() returns integer", "integer"),
                  SHADOW_FUNCTIONS.formatted("pg_postmaster_start_time() returns text", "text"),
                  SHADOW_FUNCTIONS.formatted(
                      "pg_cancel_backend(integer) returns boolean", "boolean"),
                  SHADOW_FUNCTIONS.formatted(
                      "pg_terminate_backend(integer) returns boolean", "boolean"),
                  "create function shadow.generate_series(integer, integer) returns setof integer"
                      + " as $$ select 1 $$ language sql",
                  "create table shadow.pg_stat_activity (x int)",
                  "create table shadow.pg_locks (x int)",
                  "create table shadow.pg_settings (x int)",
                  "grant all on all tables in schema shadow to $role")
              .set("search_path", "shadow, pg_catalog")
              .quick("CAN-002", "BKD-006", "CST-012", "CST-018", "RAC-001"),
          an("an empty search_path").set("search_path", "''"),

          // Rights taken away.
          an("pg_sleep revoked").floor(125).inside(REVOKE.formatted("^pg_sleep")),
          an("advisory locks revoked").floor(125).inside(REVOKE.formatted("^pg_(try_)?advisory")),
          an("pg_sleep and advisory locks revoked")
              .floor(120)
              .inside(REVOKE.formatted("^pg_(try_)?advisory|^pg_sleep")),
          an("pg_cancel_backend and pg_terminate_backend revoked")
              .inside(REVOKE.formatted("^pg_(cancel|terminate)_backend")),
          an("what tells of the server revoked")
              .floor(120)
              .inside(
                  REVOKE.formatted(
                      "^(version|current_setting|set_config|pg_backend_pid|pg_postmaster_start_time|inet_server.*)$"),
                  "revoke select on pg_stat_activity, pg_locks, pg_settings, pg_database, pg_roles"
                      + " from public"),
          an("no temporary tables")
              .floor(115)
              .ordinary()
              .sql(
                  "revoke all on database $database from public",
                  "grant connect on database $database to $role"),
          an("row_security = off")
              .set("row_security", "off")
              .set("password_encryption", "'scram-sha-256'"),

          // How queries run.
          an("parallel queries wherever possible")
              .sql(
                  "do $do$ begin execute format('alter role $role set %I = on', (select name from"
                      + " pg_settings where name in ('force_parallel_mode',"
                      + " 'debug_parallel_query'))); end $do$"),
          an("few slots").floor(110).server("max_connections", "8"),
          an("many reserved slots")
              .floor(120)
              .server("max_connections", "20")
              .server("superuser_reserved_connections", "12"));

  /** What is red today, with the reason; nothing is, as far as is known. */
  static final Map<String, String> NOT_YET = Map.of();
}
