package pgconform.scenario;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Defines the fields of target files; the JSON schema is generated from what is read here. */
final class TargetFileForms {
  private static final List<String> SIGNALS = List.of("TERM", "INT", "QUIT", "HUP", "KILL");
  private static final Duration LONGEST = Duration.ofMinutes(30);

  /** The content of a file, before the files that it names are read. */
  record Raw(
      Optional<String> name,
      Template url,
      Optional<Template> unixSocket,
      Optional<Command> start,
      TargetFile.Ready ready,
      TargetFile.Stop stop,
      boolean restarts,
      Map<String, Node> aboutStart,
      Map<String, TargetFile.Account> logins,
      Optional<Flag> exclusive,
      Optional<Profile> profile,
      Optional<String> slowQuery,
      Optional<Duration> authenticationTimeout,
      Optional<Node.Scalar> expectations) {}

  /** A command, before the files that it names are read. */
  record Command(
      Place place,
      List<Template> run,
      List<Type.Named<Node.Scalar>> files,
      Map<String, Template> env,
      Optional<Node.Scalar> directory) {}

  /** A truth value that knows its place in the file. */
  record Flag(Place place, boolean value) {}

  private static final Type<Template> TEMPLATE =
      Type.single(Type.VALUE, (text, field, problems) -> Template.of(text, problems));

  private static final Type<Node.Scalar> PATH =
      Type.single(Type.json("type", "string"), (text, field, problems) -> text);

  private static final Type<Map<String, Template>> TEMPLATES = Type.map(TEMPLATE);

  /** The type of a program with arguments; a single text is not a command line for a shell. */
  private static final Type<List<Template>> COMMAND = command();

  private static Type<List<Template>> command() {
    Type<List<Template>> words = Type.some(TEMPLATE);
    return new Type<>(
        words::schema,
        (node, field, problems) -> {
          if (node instanceof Node.Scalar text && text.text().strip().contains(" ")) {
            problems.add(
                text.place(),
                "'%s' must be a list of words, such as [./server, --port, \"${port}\"]; it is not"
                    + " parsed by a shell",
                field);
          }
          return words.read(node, field, problems);
        });
  }

  private static final Type<Duration> TIME =
      Type.single(
          Type.json("type", "string", "pattern", "^\\d{1,6}\\s*(us|ms|s)$"),
          (text, field, problems) -> {
            Optional<Duration> time =
                Durations.parse(text.text()).filter(t -> t.compareTo(LONGEST) <= 0);
            if (time.isEmpty()) {
              problems.add(
                  text.place(), "'%s' takes a time such as 500ms or 30s, of at most 1800s", field);
            }
            return time.orElse(Duration.ZERO);
          });

  private static final Type<Pattern> REGEX =
      Type.single(
          Type.json("type", "string"),
          (text, field, problems) -> {
            try {
              return Pattern.compile(text.text());
            } catch (PatternSyntaxException e) {
              problems.add(
                  text.place(), "'%s' takes a regular expression: %s", field, e.getDescription());
              return Pattern.compile("");
            }
          });

  private static final Type<Boolean> RESTART =
      Type.oneOf(List.of(true, false), restarts -> restarts ? "on-crash" : "never");

  private static final Type<Flag> FLAG =
      new Type<>(
          Type.FLAG::schema,
          (node, field, problems) -> new Flag(node.place(), Type.FLAG.read(node, field, problems)));

  private static final MappingSchema<Command> START =
      MappingSchema.of(
          "'start'",
          "The command that starts the server for the run. It runs for as long as the server does,"
              + " in its own process group, which is stopped when the run ends for any reason.",
          f ->
              new Command(
                  f.place(),
                  f.required(
                      "run",
                      "The program and its arguments, as a list. A program with a slash in its name"
                          + " is looked for beside the target file.",
                      COMMAND),
                  f.optional(
                          "files",
                          "Files that are written into the working directory of the run: their"
                              + " names, each with a template beside the target file.",
                          Type.entries(PATH))
                      .orElse(List.of()),
                  f.optional(
                          "env",
                          "Environment variables of the command: names with values.",
                          TEMPLATES)
                      .orElse(Map.of()),
                  f.optional(
                      "directory",
                      "Where the command runs. Default: a new directory, which is removed after the"
                          + " run; its path is `${directory}`.",
                      PATH)));

  private static final MappingSchema<TargetFile.Ready> READY =
      MappingSchema.of(
          "'ready'",
          "How one can tell that the server is ready. If several conditions are given, all of them"
              + " must be met.",
          f -> {
            Optional<TargetFile.Connect> connect =
                f.optional(
                    "connect",
                    "`startup` waits for the answer to a StartupMessage, `tcp` for a connection.",
                    Type.word(TargetFile.Connect.class));
            Optional<Pattern> log =
                f.optional("log", "A regular expression that a line of the output matches.", REGEX);
            List<Template> run =
                f.optional("run", "A command that succeeds when the server is ready.", COMMAND)
                    .orElse(List.of());
            boolean nothing = connect.isEmpty() && log.isEmpty() && run.isEmpty();
            return new TargetFile.Ready(
                nothing ? TargetFileReader.READY.connect() : connect,
                log,
                run,
                f.optional("within", "How long that may take.", TIME, "30s"));
          });

  private static final MappingSchema<TargetFile.Stop> STOP =
      MappingSchema.of(
          "'stop'",
          "How to stop the server after the run. Processes that are still running after that are"
              + " killed.",
          f ->
              new TargetFile.Stop(
                  f.optional(
                      "signal",
                      "The signal for the whole process group.",
                      Type.oneOf(SIGNALS, signal -> signal),
                      "TERM"),
                  f.optional("within", "How long the server may take to stop.", TIME, "10s")));

  private static final MappingSchema<TargetFile.Account> LOGIN =
      MappingSchema.of(
          "a login",
          "A role that scenarios can log in as.",
          f ->
              new TargetFile.Account(
                  f.required("user", "The role.", TEMPLATE),
                  f.optional("password", "The password of the role.", TEMPLATE),
                  f.optional("database", "Default: the database of the URL.", TEMPLATE)));

  /** The words for logins that a file may declare. */
  private static final List<String> LOGINS = Capability.loginWords();

  private static final Type<Map<String, TargetFile.Account>> ACCOUNTS = accounts();

  private static Type<Map<String, TargetFile.Account>> accounts() {
    Type<List<Type.Named<TargetFile.Account>>> entries = Type.entries(Type.of(LOGIN));
    return new Type<>(
        () -> {
          Map<String, Object> properties = new LinkedHashMap<>();
          LOGINS.forEach(
              word -> {
                Map<String, Object> schema = new LinkedHashMap<>(LOGIN.schema());
                schema.put("description", Capability.login(word).about());
                properties.put(word, schema);
              });
          return Type.json(
                  "type", "object", "properties", properties, "additionalProperties", false)
              .get();
        },
        (node, field, problems) -> {
          Map<String, TargetFile.Account> accounts = new LinkedHashMap<>();
          for (Type.Named<TargetFile.Account> each : entries.read(node, field, problems)) {
            String word = each.key().text();
            if (!LOGINS.contains(word)) {
              problems.add(
                  each.key().place(),
                  "there is no kind of login '%s'%s",
                  word,
                  Spelling.hint(word, LOGINS));
            }
            accounts.put(word, each.value());
          }
          return accounts;
        });
  }

  /** The form of a whole file. */
  static final MappingSchema<Raw> FILE =
      MappingSchema.of(
          "a target file",
          "A server to judge: where it is, how it is started, and what is known about it. In texts,"
              + " `${port}` is a free TCP port that is drawn for the run (`${port2}` and `${port3}`"
              + " are others), `${directory}` the working directory of the run, `${here}` the"
              + " directory of the target file, and any other `${NAME}` an environment variable.",
          f ->
              new Raw(
                  f.optional(
                      "name",
                      "The name in reports and of JUnit's classes. Default: the name of the file.",
                      Type.NAME),
                  f.required("url", "The libpq URL that clients connect to.", TEMPLATE),
                  f.optional(
                      "unix socket", "The directory of the server's Unix-domain socket.", TEMPLATE),
                  f.optional("start", "", Type.of(START)),
                  f.optional("ready", "", Type.of(READY)).orElse(TargetFileReader.READY),
                  f.optional("stop", "", Type.of(STOP)).orElse(TargetFileReader.STOP),
                  f.optional(
                      "restart",
                      "`on-crash` starts the server again where it has ended or answers nobody, so"
                          + " that the other requirements can be judged.",
                      RESTART,
                      "never"),
                  aboutStart(f),
                  f.optional(
                          "logins",
                          "Roles that scenarios can log in as, besides that of the URL.",
                          ACCOUNTS)
                      .orElse(Map.of()),
                  f.optional(
                      "exclusive",
                      "Whether nobody else uses the server, so that scenarios may fill it. A server"
                          + " with `start` is always exclusive.",
                      FLAG),
                  f.optional("profile", "How the server is judged.", Type.word(Profile.class)),
                  f.optional(
                      "slow query",
                      "The query to use where a query must run for a long time.",
                      Type.NAME),
                  f.optional(
                      "authentication timeout",
                      "How long a client may take to log in, such as `5s`, where the server does"
                          + " not show it. Requirements about that limit wait for 10 seconds at"
                          + " the most.",
                      TIME),
                  f.optional(
                      "expectations", "The file of known deviations of this server.", PATH)));

  private static Map<String, Node> aboutStart(MappingReader fields) {
    Map<String, Node> there = new LinkedHashMap<>();
    for (Node.Entry entry : fields.all()) {
      if (List.of("ready", "stop", "restart").contains(entry.key().text())) {
        there.put(entry.key().text(), entry.key());
      }
    }
    return there;
  }

  private TargetFileForms() {}
}
