package pgconform.testing;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.TellStep;
import pgconform.target.process.Polling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client program that keeps the contract, or does one thing against it, in a process of its own.
 * Its driver is a {@link ScriptedClient}.
 */
public final class ScriptedProgram {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration LONG = Duration.ofMinutes(1);

  private final String fault;
  private final ScriptedClient client;
  private final Map<String, Boolean> open = new HashMap<>();

  private ScriptedProgram(String fault) {
    this.fault = fault;
    client =
        new ScriptedClient(
            switch (fault) {
              case "swallows errors" -> ClientFault.SWALLOWS_ERRORS;
              case "lets itself in" -> ClientFault.IGNORES_ERRORS_AT_THE_START;
              case "ignores max_protocol_version" -> ClientFault.ASKS_FOR_MORE_THAN_IT_MAY;
              default -> ClientFault.NONE;
            });
  }

  /** The command that starts it. */
  public static List<String> command(String fault) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        ScriptedProgram.class.getName(),
        fault);
  }

  /** Runs it until the end of its input. */
  public static void main(String[] args) throws Exception {
    ScriptedProgram program = new ScriptedProgram(args[0]);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        program.obey(MAPPER.readTree(line));
      }
    }
    if (args[0].equals("stays")) {
      Polling.until(LONG, () -> false);
    }
    System.exit(0);
  }

  private boolean does(String other) {
    return fault.equals(other);
  }

  private synchronized void print(String line) {
    System.out.println(line);
  }

  private ObjectNode answer(JsonNode told) {
    return MAPPER.createObjectNode().put("id", told.path("id").asLong());
  }

  private void obey(JsonNode told) {
    String what = told.path("do").asString("");
    if (what.equals("hello")) {
      hello(told);
      return;
    }
    String name = told.path("conn").asString("");
    TellStep.Command command = TellStep.Command.valueOf(what.toUpperCase(Locale.ROOT));
    Optional<ObjectNode> atOnce = atOnce(told, command, name);
    if (atOnce.isPresent()) {
      print(atOnce.get().toString());
      return;
    }
    Map<String, Object> fields = new HashMap<>();
    fields.put("sql", told.path("sql").asString(""));
    String url = told.path("url").asString("");
    fields.put(
        "url",
        does("ignores sslmode")
            ? url.replaceAll("sslmode=[^&]*", "sslmode=disable")
            : does("ignores sslnegotiation") ? url.replace("&sslnegotiation=direct", "") : url);
    long number = client.tell(command, name, fields);
    Runnable wait =
        () -> {
          Polling.until(LONG, () -> client.answer(number).isPresent());
          client.answer(number).ifPresent(answer -> print(told, command, answer));
        };
    if (does("waits for the driver")) {
      wait.run();
    } else {
      Thread thread = new Thread(wait);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void hello(JsonNode told) {
    ObjectNode hello = answer(told);
    if (does("says no hello")) {
      return;
    } else if (does("refuses hello")) {
      hello.put("unsupported", "hello");
    } else if (does("has no driver")) {
      hello.putObject("ok").putArray("can");
    } else if (does("can do nothing")) {
      hello.putObject("ok").put("driver", "scripted 1");
    } else {
      hello.putObject("ok").put("driver", "scripted 1").putArray("can").add("query");
    }
    print(hello.toString());
  }

  /** What is answered without the driver. */
  private Optional<ObjectNode> atOnce(JsonNode told, TellStep.Command command, String name) {
    ObjectNode answer = answer(told);
    if (command == TellStep.Command.CONNECT) {
      open.put(name, true);
      String url = told.path("url").asString("");
      for (String setting : List.of("channel_binding", "min_protocol_version", "sslnegotiation")) {
        if (url.contains(setting) && !does("ignores " + setting)) {
          return Optional.of(answer.put("unsupported", setting));
        }
      }
      if (does("does not connect")) {
        answer.putObject("ok");
        return Optional.of(answer);
      }
    } else if (command == TellStep.Command.CLOSE && open.remove(name) == null) {
      if (does("wants a connection to close")) {
        answer.putObject("error").put("message", "there is none");
      } else {
        answer.putObject("ok");
      }
      return Optional.of(answer);
    } else if (command == TellStep.Command.CLOSE && does("ignores close")) {
      answer.putObject("ok");
      return Optional.of(answer);
    } else if (command == TellStep.Command.QUERY && does("prints more")) {
      print("running a query");
    } else if (command == TellStep.Command.QUERY && does("answers others")) {
      print("{\"id\":99999,\"ok\":{}}");
    } else if (command == TellStep.Command.QUERY && does("ends")) {
      System.err.println("out of memory");
      System.exit(3);
    }
    return Optional.empty();
  }

  private void print(JsonNode told, TellStep.Command command, ClientProgram.Answer driver) {
    ObjectNode answer = answer(told);
    switch (driver.kind()) {
      case OK -> {
        ObjectNode ok = answer.putObject("ok");
        if (command == TellStep.Command.QUERY) {
          var row = ok.putArray("rows").addArray();
          row.add("1");
          if (does("has numbers")) {
            row.add(1);
          }
        }
      }
      case ERROR -> {
        ObjectNode error = answer.putObject("error");
        error.put("message", driver.words());
        driver.sqlState().ifPresent(state -> error.put("sqlstate", state));
      }
      case LOST -> {
        if (does("loses nothing")) {
          answer.putObject("ok");
        } else {
          answer.put("lost", driver.words());
        }
      }
      case UNSUPPORTED -> answer.put("unsupported", driver.words());
    }
    print(answer.toString());
    if (does("answers twice")) {
      print(answer.toString());
    }
  }
}
