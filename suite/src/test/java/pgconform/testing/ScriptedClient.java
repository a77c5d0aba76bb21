package pgconform.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.TellStep;

/** A client that does everything right, or one thing wrong. */
public final class ScriptedClient implements ClientProgram {
  private final ClientFault fault;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "scripted-client");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, ScriptedConnection> connections = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();
  private volatile ScriptedConnection.Key firstKey;
  private volatile Runnable called = () -> {};

  public ScriptedClient(ClientFault fault) {
    this.fault = fault;
  }

  @Override
  public long tell(TellStep.Command command, String connection, Map<String, Object> fields) {
    long id = number.incrementAndGet();
    Map<String, Object> told = new HashMap<>(fields);
    threads.execute(
        () -> {
          answers.put(id, answer(command, connection, told));
          called.run();
        });
    return id;
  }

  private Answer answer(TellStep.Command command, String name, Map<String, Object> fields) {
    try {
      switch (command) {
        case CONNECT -> connect(name, URI.create(String.valueOf(fields.get("url"))));
        case QUERY -> {
          return connections.get(name).query(String.valueOf(fields.get("sql")));
        }
        case CANCEL -> connections.get(name).cancel(firstKey);
        case CLOSE ->
            Optional.ofNullable(connections.remove(name)).ifPresent(ScriptedConnection::close);
      }
      return new Answer(Kind.OK, Optional.empty(), "");
    } catch (ScriptedWire.Refused e) {
      return new Answer(Kind.ERROR, Optional.empty(), e.getMessage());
    } catch (IOException e) {
      return new Answer(Kind.LOST, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  private void connect(String name, URI url) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String pair : url.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    List<InetAddress> addresses = new ArrayList<>();
    int port = 0;
    String hosts = url.getRawAuthority();
    for (String host : hosts.substring(hosts.indexOf('@') + 1).split(",", -1)) {
      String[] parts = host.split(":", -1);
      addresses.add(InetAddress.getByName(parts[0]));
      port = Integer.parseInt(parts[1]);
    }
    if (fault == ClientFault.TRIES_ONE_ADDRESS) {
      addresses.subList(1, addresses.size()).clear();
    }
    ScriptedConnection connection = new ScriptedConnection(fault, addresses, port, settings);
    connection.start();
    if (firstKey == null) {
      firstKey = connection.key().orElse(null);
    }
    connections.put(name, connection);
  }

  @Override
  public Optional<Answer> answer(long id) {
    return Optional.ofNullable(answers.get(id));
  }

  @Override
  public Optional<String> ended() {
    return Optional.empty();
  }

  @Override
  public void news(Runnable other) {
    called = other;
  }

  @Override
  public void close() {
    called = () -> {};
    connections.values().forEach(ScriptedConnection::close);
    threads.shutdownNow();
  }
}
