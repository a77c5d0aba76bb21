package pgconform.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pgconform.link.Transport;
import pgconform.wire.ProtocolVersion;

/**
 * What some targets can do and others cannot: the words that scenarios may write after {@code
 * needs}, and that a probe of a target can find. Besides single words there are families: one word
 * for each transport, one for each login, and {@code protocol} with a version.
 */
public enum Capability {
  ORDINARY_SESSION("Sessions start and answer queries with the documented messages."),
  KEY_DATA("Sessions are sent BackendKeyData."),
  HELD_QUERY(
      "A query can be kept running until the scenario releases it, or at least for a long time."),
  PLAIN("Sessions can be started in plaintext."),
  TLS("Sessions can be started over TLS, which the client asks for with SSLRequest."),
  TLS_HANDSHAKE("SSLRequest leads to TLS, even if no session can be started over it."),
  DIRECT_TLS("Sessions can be started over TLS from the first octet, with ALPN."),
  PLAIN_AFTER_GSS("Sessions can be started in plaintext after GSSENCRequest is answered with N."),
  TLS_AFTER_GSS("Sessions can be started over TLS after GSSENCRequest is answered with N."),
  UNIX_SOCKET("The server can be reached at its Unix-domain socket."),
  PLAIN_AFTER_SSL("Sessions can be started in plaintext after SSLRequest is answered with N."),
  TLS_REFUSED("The server has an address where it answers SSLRequest with N."),
  PROTOCOL_3_2("protocol " + ProtocolVersion.V3_2, "Sessions can be started under protocol 3.2."),
  LOGIN_WITHOUT_PASSWORD("The default login is let in without a request to authenticate."),
  USER_LOGIN("There is a login `user`: an ordinary role, without the rights of a superuser."),
  PASSWORD_LOGIN(
      "There is a login `password`: a role that is asked for its password in cleartext."),
  MD5_LOGIN("There is a login `md5`: a role that is asked for the MD5 hash of its password."),
  SCRAM_LOGIN("There is a login `scram`: a role that is asked for SCRAM-SHA-256."),
  HOSTSSL_LOGIN("There is a login `hostssl`: a role that is let in over TLS only."),
  REJECT_LOGIN("There is a login `reject`: a role that the server rejects."),
  NOLOGIN_LOGIN("There is a login `nologin`: a role that may not log in."),
  SELECT_WITHOUT_FROM(
      "The server accepts a query without FROM, such as `select 1`, and returns a row."),
  PG_SLEEP("pg_sleep", "The function `pg_catalog.pg_sleep` exists and may be executed."),
  GENERATE_SERIES(
      "generate_series",
      "The function `pg_catalog.generate_series` counts, a row for each number."),
  COPY_TO_STDOUT("The statement COPY can send the rows of a query to the client."),
  OWN_BACKEND("Each session has a backend of its own for as long as it is open."),
  BACKEND_PROCESS_ID(
      "The process ID in BackendKeyData is that of the session's own backend, as the server knows"
          + " it."),
  MANY_SESSIONS(
      "Thirty-two sessions can be open at the same time, beside those of other scenarios."),
  TEMPORARY_TABLE("The default login may create temporary tables."),
  SUPERUSER("The default login is a superuser."),
  SHORT_AUTHENTICATION_TIMEOUT(
      "`authentication_timeout` is 10 seconds or less, as the server shows or the user says."),
  SERVER_PASSWORD("A proxy that is under test knows the password of the server behind it."),
  TLS_TO_THE_SERVER("A proxy that is under test reaches the server behind it over TLS."),
  EXCLUSIVE_USE("Nobody else uses the server, so that a scenario may fill it."),
  THROW_AWAY_SERVER(
      "throw-away server", "Servers like it can be started, and shut down, for a single case.");

  /** The login that sessions use unless a scenario says otherwise; every target has it. */
  public static final String DEFAULT_LOGIN = "default";

  /** The suffix of the name of a login in a capability or a variable. */
  public static final String LOGIN_SUFFIX = " login";

  /** The type of a capability that a scenario needs. */
  static final Type<Capability> TYPE =
      Type.single(
          Type.reference("capability"),
          (text, field, problems) -> {
            Optional<Capability> capability = of(text.text());
            if (capability.isEmpty()) {
              problems.add(
                  text.place(),
                  "there is no capability '%s'%s",
                  text.text(),
                  Spelling.hint(text.text(), words().toList()));
            }
            return capability.orElse(ORDINARY_SESSION);
          });

  /** The type of the name of a login: the default one, or one that is a capability. */
  static final Type<String> LOGIN =
      Type.oneOf(
          Stream.concat(Stream.of(DEFAULT_LOGIN), loginWords().stream()).toList(), login -> login);

  private final String word;
  private final String about;

  Capability(String word, String about) {
    this.word = word;
    this.about = about;
  }

  Capability(String about) {
    this.word = Spelling.written(this);
    this.about = about;
  }

  /** Returns the words for logins besides the default one, which are capabilities. */
  public static List<String> loginWords() {
    return words()
        .filter(word -> word.endsWith(LOGIN_SUFFIX))
        .map(word -> word.replace(LOGIN_SUFFIX, ""))
        .toList();
  }

  /** Returns the words of all capabilities. */
  static Stream<String> words() {
    return Arrays.stream(values()).map(Capability::toString);
  }

  private static Optional<Capability> of(String word) {
    return Arrays.stream(values()).filter(capability -> capability.word.equals(word)).findAny();
  }

  private static Capability known(String word) {
    return of(word)
        .orElseThrow(() -> new IllegalArgumentException("there is no capability " + word));
  }

  /** Returns the capability to start sessions over that transport. */
  public static Capability over(Transport transport) {
    return known(transport.toString());
  }

  /** Returns the capability of a login other than the default one. */
  public static Capability login(String name) {
    return known(name + " login");
  }

  /** Returns the capability to start sessions under a version of the protocol other than 3.0. */
  public static Capability protocol(ProtocolVersion version) {
    return known("protocol " + version);
  }

  /** Returns in a sentence what a target with this capability can do. */
  public String about() {
    return about;
  }

  /** Returns the word that scenario files and reports use. */
  @Override
  public String toString() {
    return word;
  }
}
