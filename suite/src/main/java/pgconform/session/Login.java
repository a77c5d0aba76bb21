package pgconform.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/**
 * Who starts a session, and how.
 *
 * @param password empty if there is none: a server that asks for one then refuses the login
 * @param parameters further parameters of the StartupMessage, in order
 */
public record Login(
    String user,
    String database,
    Optional<Secret> password,
    ProtocolVersion version,
    List<Parameter> parameters) {

  public Login {
    parameters = List.copyOf(parameters);
  }

  /** The same login under another protocol version. */
  public Login under(ProtocolVersion other) {
    return new Login(user, database, password, other, parameters);
  }

  /** The same login with further parameters after those it has. */
  public Login with(List<Parameter> more) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.addAll(more);
    return new Login(user, database, password, version, all);
  }

  /** The message that asks for this session. */
  public StartupMessage startupMessage() {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter("user", user));
    all.add(new Parameter("database", database));
    all.addAll(parameters);
    return new StartupMessage(version, all);
  }
}
