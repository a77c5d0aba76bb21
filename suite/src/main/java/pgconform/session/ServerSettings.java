package pgconform.session;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import pgconform.link.ServerTls;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/**
 * How a well-behaved server starts the sessions of its clients.
 *
 * @param tls the settings for a TLS handshake; if empty, SSLRequest is refused
 * @param directTls whether TLS may also begin with the first byte
 * @param newest the newest protocol version that the server supports
 * @param authentication how the server authenticates a user
 * @param parameters the parameters that the server reports with ParameterStatus
 * @param keyData the key of a session under a protocol version; empty for none
 * @param pieces how the messages after the authentication are split
 */
public record ServerSettings(
    Optional<ServerTls> tls,
    boolean directTls,
    ProtocolVersion newest,
    Function<String, ServerAuthentication> authentication,
    Map<String, String> parameters,
    Function<ProtocolVersion, Optional<BackendKeyData>> keyData,
    Pieces pieces) {

  /** How data that is sent at once is split into segments or TLS records. */
  public enum Pieces {
    /** It is sent in one piece. */
    WHOLE,
    /** Each message is a separate piece. */
    MESSAGES,
    /** Each octet is a separate piece. */
    OCTETS
  }

  /** Creates settings of a server that sends data that is due at once in one piece. */
  public ServerSettings(
      Optional<ServerTls> tls,
      boolean directTls,
      ProtocolVersion newest,
      Function<String, ServerAuthentication> authentication,
      Map<String, String> parameters,
      Function<ProtocolVersion, Optional<BackendKeyData>> keyData) {
    this(tls, directTls, newest, authentication, parameters, keyData, Pieces.WHOLE);
  }

  /**
   * Creates settings of a server without TLS that supports 3.2, uses trust authentication, and
   * sends no key.
   */
  public ServerSettings() {
    this(
        Optional.empty(),
        false,
        ProtocolVersion.V3_2,
        user -> ServerAuthentication.TRUST,
        Map.of("server_version", "18.0", "client_encoding", "UTF8"),
        version -> Optional.empty());
  }

  /** Returns the same server with TLS, by SSLRequest and from the first octet. */
  public ServerSettings with(ServerTls offered) {
    return new ServerSettings(
        Optional.of(offered), true, newest, authentication, parameters, keyData, pieces);
  }

  /** Returns the same server with another newest version. */
  public ServerSettings upTo(ProtocolVersion version) {
    return new ServerSettings(tls, directTls, version, authentication, parameters, keyData, pieces);
  }

  /** Returns the same server, which authenticates all users in this way. */
  public ServerSettings with(ServerAuthentication every) {
    return new ServerSettings(tls, directTls, newest, user -> every, parameters, keyData, pieces);
  }

  /** Returns the same server, which sends this key. */
  public ServerSettings with(BackendKeyData key) {
    return new ServerSettings(
        tls, directTls, newest, authentication, parameters, version -> Optional.of(key), pieces);
  }

  /** Returns the value of a parameter of a StartupMessage; empty if it is missing. */
  static Optional<String> parameter(StartupMessage message, String name) {
    return message.parameters().stream()
        .filter(p -> p.name().equals(name))
        .map(Parameter::value)
        .findFirst();
  }
}
