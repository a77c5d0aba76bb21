package pgconform.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells the client program to do something, and goes on at once.
 *
 * @param name what the program calls the connection
 * @param at the addresses in the URL, where it is told to connect
 * @param settings of the URL
 * @param sql what it is told to run; empty for anything else
 */
public record TellStep(
    Place place,
    String name,
    Command command,
    List<Expression> at,
    List<Setting> settings,
    Optional<Expression> sql)
    implements ClientStep {
  /** What a client program can be told. */
  public enum Command {
    /** To open a connection. */
    CONNECT,
    /** To run a query. */
    QUERY,
    /** To cancel what runs, in the driver's own way. */
    CANCEL,
    /** To close a connection. */
    CLOSE
  }

  /** A setting of the URL. */
  public record Setting(String name, Expression value) {}

  /** What programs are told to run unless a scenario says otherwise. */
  public static final String USUAL_QUERY = "select 1";

  /** Where a program is told to connect unless a scenario says otherwise. */
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
