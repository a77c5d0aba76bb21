package pgconform.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells the client program to do something, and continues at once.
 *
 * @param name the program's name for the connection
 * @param at the addresses in the URL, to which it should connect
 * @param settings the settings in the URL
 * @param sql the statement that it should run; empty for other commands
 */
public record TellStep(
    Place place,
    String name,
    Command command,
    List<Expression> at,
    List<Setting> settings,
    Optional<Expression> sql)
    implements ClientStep {
  /** The commands to a client program. */
  public enum Command {
    /** Open a connection. */
    CONNECT,
    /** Run a query. */
    QUERY,
    /** Cancel what is running, in the driver's own way. */
    CANCEL,
    /** Close a connection. */
    CLOSE
  }

  /** A setting in the URL. */
  public record Setting(String name, Expression value) {}

  /** The query that programs are told to run unless a scenario says otherwise. */
  public static final String USUAL_QUERY = "select 1";

  /** The address to which a program is told to connect unless a scenario says otherwise. */
  public static final String USUAL_ADDRESS = "127.0.0.1";

  private static final Type<List<Type.Named<Expression>>> SETTINGS =
      Type.entries(Type.orElse(StepFields.ANY, "a setting has a single value"));

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "tell",
          "Scenarios about clients: tells the client program to do something, and goes on at once;"
              + " `told` waits for its answer.",
          f ->
              new TellStep(
                  f.place(),
                  f.required("tell", "What the program calls the connection.", Type.NAME),
                  f.required("to", "What it is told.", Type.word(Command.class)),
                  f.list(
                      "at",
                      "With `connect`, the addresses in the URL, in the order in which they are to"
                          + " be tried; `127.0.0.1` if left out.",
                      Type.some(StepFields.LOOPBACK)),
                  f
                      .list(
                          "with",
                          "With `connect`, settings of the URL such as `sslmode`, `sslnegotiation`"
                              + " and `max_protocol_version`. Without `sslmode` it is `disable`.",
                          SETTINGS)
                      .stream()
                      .map(named -> new Setting(named.key().text(), named.value()))
                      .toList(),
                  f.optional(
                      "sql",
                      "With `query`, what to run; `" + USUAL_QUERY + "` if left out.",
                      StepFields.ANY)));

  @Override
  public StepProperties parts() {
    StepProperties parts = new StepProperties().value(sql).values(at.toArray(Expression[]::new));
    settings.forEach(setting -> parts.values(setting.value()));
    return command == Command.CONNECT ? parts.opens(name) : parts.uses(name);
  }

  @Override
  public String told() {
    String with =
        settings.stream()
            .map(setting -> setting.name() + "=" + setting.value())
            .collect(Collectors.joining(", "));
    return "tell %s to %s%s%s%s"
        .formatted(
            name,
            Spelling.written(command),
            at.isEmpty() ? "" : " at " + ListenStep.told(at),
            with.isEmpty() ? "" : " with " + with,
            sql.map(text -> ": " + text).orElse(""));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.tell(this);
  }
}
