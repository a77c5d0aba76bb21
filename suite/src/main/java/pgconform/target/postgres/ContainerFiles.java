package pgconform.target.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pgconform.target.failure.TargetUnavailable;

/**
 * The files that are copied into a container before it starts. The image creates the data directory
 * and then runs the script as the user that runs postgres: it creates the roles, and writes the
 * settings with which the server is started next.
 *
 * @param tls the certificate of the server
 * @param settings the user's settings in postgresql.conf
 * @param recovering whether the server is in recovery for as long as it lives
 */
record ContainerFiles(ServerTls tls, ServerSettings settings, boolean recovering) {
  /** The directory of the Unix socket in the container. */
  static final String SOCKETS = "/pgconform-sockets";

  /** The script; the image runs the scripts in this directory. */
  static final String SCRIPT = "/docker-entrypoint-initdb.d/pgconform.sh";

  private static final String FOLDER = "/pgconform/";
  // The clients are on this machine, but come from the network of the containers.
  private static final List<String> NETWORKS = List.of("0.0.0.0/0", "::/0");

  private static final String COMMANDS =
      """
      #!/bin/sh
      set -eu
      IFS=. read -r major rest <"$PGDATA/PG_VERSION"
      kind=10
      [ "$major" -ge 10 ] || kind=9
      (umask 077; cat /pgconform/server.key >"$PGDATA/pgconform.key")
      psql -q -v ON_ERROR_STOP=1 --no-psqlrc -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
        -f "/pgconform/roles-$kind.sql"
      cat /pgconform/postgresql.conf >>"$PGDATA/postgresql.conf"
      echo "hba_file = '/pgconform/pg_hba-$kind.conf'" >>"$PGDATA/postgresql.conf"
      """;

  private static final String STANDBY =
      """
      if [ "$major" -ge 12 ]; then
        : >"$PGDATA/standby.signal"
      else
        echo "standby_mode = on" >"$PGDATA/recovery.conf"
      fi
      """;

  /** Returns the texts of all files by their paths. */
  Map<String, String> byPath() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(SCRIPT, COMMANDS + (recovering ? STANDBY : ""));
    // There are two kinds of roles and access rules: SCRAM was added in release 10.
    for (int major : new int[] {9, 10}) {
      String commands = String.join(";\n", Roles.roles(major)) + ";\n";
      files.put(FOLDER + "roles-" + major + ".sql", commands);
      String access = Roles.access(major, settings.tls(), NETWORKS);
      files.put(FOLDER + "pg_hba-" + major + ".conf", access);
    }
    files.put(FOLDER + "postgresql.conf", configuration());
    try {
      files.put(FOLDER + "server.crt", Files.readString(tls.certificate()));
      files.put(FOLDER + "server.key", Files.readString(tls.key()));
    } catch (IOException e) {
      throw new TargetUnavailable("the certificates of the server could not be read", e);
    }
    return files;
  }

  private String configuration() {
    Map<String, String> all = Configuration.common();
    all.put("listen_addresses", "*");
    // The image's own programs look for the socket in the first directory.
    all.put("unix_socket_directories", "/var/run/postgresql, " + SOCKETS);
    all.put("ssl_cert_file", FOLDER + "server.crt");
    // PostgreSQL rejects a key that others can read: the script has copied it.
    all.put("ssl_key_file", "pgconform.key");
    all.putAll(settings.byName());
    if (recovering) {
      all.put("hot_standby", "off");
    }
    return Configuration.text(all);
  }
}
