package pgconform.target.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.wire.ProtocolVersion;

/**
 * The roles of every server that is started for a run, and how each of them logs in.
 *
 * <p>The server trusts every client that reaches its port on the loopback address, because it
 * contains no data and lives only as long as a run.
 */
public final class Roles {
  /** The superuser, which is trusted, for replication as well. */
  public static final String SUPERUSER = "pgconform";

  /** An ordinary role, which is trusted. */
  public static final String USER = "pgconform_user";

  /** A role that must send its password in cleartext. */
  public static final String PASSWORD = "pgconform_password";

  /** A role that must send the MD5 hash of its password. */
  public static final String MD5 = "pgconform_md5";

  /** A role that must authenticate with SCRAM-SHA-256, from PostgreSQL 10 on. */
  public static final String SCRAM = "pgconform_scram";

  /** A role that is trusted over TLS, and cannot log in otherwise. */
  public static final String HOSTSSL = "pgconform_hostssl";

  /** A role that pg_hba.conf rejects. */
  public static final String REJECT = "pgconform_reject";

  /** A role that is trusted but has no right to log in. */
  public static final String NOLOGIN = "pgconform_nologin";

  /** A role that must authenticate like {@link #SCRAM}, but does not exist. */
  static final String UNKNOWN = "pgconform_unknown";

  /** The database, which belongs to the superuser. */
  public static final String DATABASE = "pgconform";

  /** The password of the roles that have one. */
  static final String SECRET_TEXT = "pgconform secret";

  private Roles() {}

  /** Returns the password of the roles that have one. */
  public static Secret secret() {
    return Secret.of(SECRET_TEXT);
  }

  /** Returns the commands that create the roles and the database; initdb creates the superuser. */
  static List<String> commands(int major) {
    List<String> commands = new ArrayList<>(roles(major));
    commands.add("CREATE DATABASE " + DATABASE + " OWNER " + SUPERUSER);
    return commands;
  }

  /** Returns the commands that create the roles other than the superuser. */
  static List<String> roles(int major) {
    String withPassword = " LOGIN PASSWORD '" + SECRET_TEXT + "'";
    List<String> commands = new ArrayList<>();
    commands.add("CREATE ROLE " + USER + " LOGIN");
    commands.add("CREATE ROLE " + PASSWORD + withPassword);
    if (major >= 10) {
      commands.add("SET password_encryption = 'scram-sha-256'");
      commands.add("CREATE ROLE " + SCRAM + withPassword);
      commands.add("SET password_encryption = 'md5'");
    }
    commands.add("CREATE ROLE " + MD5 + withPassword);
    commands.add("CREATE ROLE " + HOSTSSL + " LOGIN");
    commands.add("CREATE ROLE " + REJECT + " LOGIN");
    commands.add("CREATE ROLE " + NOLOGIN + " NOLOGIN");
    return commands;
  }

  /** Returns the logins of a server other than the superuser's, by the words of scenarios. */
  static Map<String, Login> logins(int major, boolean tls) {
    Map<String, Login> logins = new LinkedHashMap<>();
    logins.put("user", login(USER, Optional.empty()));
    logins.put("password", login(PASSWORD, Optional.of(secret())));
    logins.put("md5", login(MD5, Optional.of(secret())));
    if (major >= 10) {
      logins.put("scram", login(SCRAM, Optional.of(secret())));
    }
    if (tls) {
      logins.put("hostssl", login(HOSTSSL, Optional.empty()));
    }
    logins.put("reject", login(REJECT, Optional.empty()));
    logins.put("nologin", login(NOLOGIN, Optional.empty()));
    return logins;
  }

  /** Returns a login that begins a session under protocol 3.0. */
  static Login login(String role, Optional<Secret> password) {
    return new Login(role, DATABASE, password, ProtocolVersion.V3_0, List.of());
  }

  /**
   * Returns the text of pg_hba.conf for clients on this machine. A login that matches no line is
   * refused, and so is every role that is not named here.
   */
  static String access(int major, boolean tls) {
    return access(major, tls, List.of("127.0.0.1/32", "::1/128"));
  }

  /**
   * Returns the text of pg_hba.conf for clients in these networks.
   *
   * @param networks the networks of the clients
   */
  static String access(int major, boolean tls, List<String> networks) {
    List<String> lines = new ArrayList<>();
    for (String type : List.of("local", "host")) {
      access(lines, networks, type, "all", SUPERUSER, "trust");
      access(lines, networks, type, "replication", SUPERUSER, "trust");
      access(lines, networks, type, "all", USER, "trust");
      access(lines, networks, type, "all", NOLOGIN, "trust");
      access(lines, networks, type, "all", PASSWORD, "password");
      access(lines, networks, type, "all", MD5, "md5");
      if (major >= 10) {
        access(lines, networks, type, "all", SCRAM, "scram-sha-256");
        access(lines, networks, type, "all", UNKNOWN, "scram-sha-256");
      }
      access(lines, networks, type, "all", REJECT, "reject");
    }
    if (tls) {
      // Old servers report an error for such a line when TLS is off.
      access(lines, networks, "hostssl", "all", HOSTSSL, "trust");
    }
    return String.join("\n", lines) + "\n";
  }

  private static void access(
      List<String> lines,
      List<String> networks,
      String type,
      String database,
      String role,
      String method) {
    if (type.equals("local")) {
      lines.add(String.join(" ", type, database, role, method));
    } else {
      for (String address : networks) {
        lines.add(String.join(" ", type, database, role, address, method));
      }
    }
  }
}
