package pgconform.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/**
 * The user, password, database and settings with which sessions are started.
 *
 * @param password the password; if empty, the start-up fails if the server requests one
 * @param parameters further parameters of the StartupMessage, in order
 * @param settings statements that each session runs after its start-up, such as those that disable
 *     time limits of the role
 */
public record Login(
    String user,
    String database,
    Optional<Secret> password,
    ProtocolVersion version,
    List<Parameter> parameters,
    List<String> settings) {

  public Login {
    parameters = List.copyOf(parameters);
    settings = List.copyOf(settings);
  }

  /** Creates a login whose sessions are left as the server starts them. */
  public Login(
      String user,
      String database,
      Optional<Secret> password,
      ProtocolVersion version,
      List<Parameter> parameters) {
    this(user, database, password, version, parameters, List.of());
  }

  /** Returns the same login under another protocol version. */
  public Login under(ProtocolVersion other) {
    return new Login(user, database, password, other, parameters, settings);
  }

  /** Returns the same login with further parameters after its own. */
  public Login with(List<Parameter> more) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.addAll(more);
    return new Login(user, database, password, version, all, settings);
  }

  /** Returns the same login with these statements after each start-up, and no others. */
  public Login setting(List<String> statements) {
    return new Login(user, database, password, version, parameters, statements);
  }

  /** Returns the message that requests this session. */
  public StartupMessage startupMessage() {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter("user", user));
    all.add(new Parameter("database", database));
    all.addAll(parameters);
    return new StartupMessage(version, all);
  }
}
