package pgconform.report;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, driven by its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
  private static final int SECONDS = 60;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

  private Chromium(Process process, Path profile, String address) throws Exception {
    this.process = process;
    this.profile = profile;
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest pages = HttpRequest.newBuilder(URI.create("http://" + address + "/json")).build();
    JsonNode list =
        MAPPER.readTree(client.send(pages, HttpResponse.BodyHandlers.ofString()).body());
    JsonNode page =
        list.valueStream().filter(p -> p.path("type").asString("").equals("page")).findAny().get();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(page.get("webSocketDebuggerUrl").asString()), new Incoming())
            .get(SECONDS, TimeUnit.SECONDS);
    for (String domain : List.of("Page", "Network", "Runtime", "Log", "Accessibility")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Starts one; without Chromium the test is left out, but fails in CI. */
  static Chromium start() throws Exception {
    Optional<Path> binary =
        Stream.of(System.getenv("PATH").split(":"))
            .flatMap(dir -> Stream.of("chromium", "chromium-browser").map(Path.of(dir)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    if (binary.isEmpty()) {
      String message = "left out: report.html in a browser, for that install chromium";
      if (System.getenv("CI") != null) {
        fail(message);
      }
      assumeTrue(false, message);
    }
    Path profile = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chromium");
    Process process =
        new ProcessBuilder(
                binary.get().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Chromium(process, profile, address(process));
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String address(Process process) throws Exception {
    CompletableFuture<String> address = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                List<String> said = new ArrayList<>();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  said.add(line);
                  Matcher matcher = LISTENING.matcher(line);
                  if (matcher.matches()) {
                    address.complete(matcher.group(1));
                  }
                }
                address.completeExceptionally(new IOException("it ended: " + said));
              } catch (IOException e) {
                address.completeExceptionally(e);
              }
            },
            "chromium");
    reader.setDaemon(true);
    reader.start();
    return address.get(SECONDS, TimeUnit.SECONDS);
  }

  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        message(MAPPER.readTree(text.toString()));
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }

  private void message(JsonNode message) {
    if (message.has("id")) {
      answers.remove(message.get("id").asInt()).complete(message);
    } else {
      events.add(message);
      if (message.get("method").asString().equals("Page.loadEventFired")) {
        loaded.complete(null);
      }
    }
  }

  /** Calls a method of the protocol and waits for its result. */
  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    String text =
        MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(text, true).get(SECONDS, TimeUnit.SECONDS);
    JsonNode message = answer.get(SECONDS, TimeUnit.SECONDS);
    if (message.has("error")) {
      throw new IllegalStateException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }

  /** Opens a file and waits until all of it is there. */
  void open(Path file) throws Exception {
    // Away from the page first: the same file with another fragment would not be loaded again.
    for (String url : List.of("about:blank", file.toUri().toString())) {
      loaded = new CompletableFuture<>();
      events.clear();
      call("Page.navigate", Map.of("url", url));
      loaded.get(SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The value of an expression, or of the promise that it is. */
  JsonNode evaluate(String script) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(script + ": " + result.get("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Presses a key and lets it go, with what it usually does. */
  void press(String key) throws Exception {
    String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    int code =
        switch (key) {
          case "Tab" -> 9;
          case "Enter" -> 13;
          case "Escape" -> 27;
          default -> 0;
        };
    Map<String, Object> event =
        Map.of("key", key, "code", key, "windowsVirtualKeyCode", code, "text", text);
    Map<String, Object> down = new HashMap<>(event);
    down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    call("Input.dispatchKeyEvent", down);
    call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key));
  }

  /** The parameters of the events of a kind since the page was opened. */
  List<JsonNode> events(String method) {
    return events.stream()
        .filter(event -> event.get("method").asString().equals(method))
        .map(event -> event.get("params"))
        .toList();
  }

  @Override
  public void close() throws IOException {
    try {
      call("Browser.close", Map.of());
      process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    } catch (Exception e) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException | DirectoryNotEmptyException | UncheckedIOException e) {
      // A process of the browser is not quite gone; the folder is in target/ and goes with it.
    }
  }
}
