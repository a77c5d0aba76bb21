package pgconform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.TellStep;
import pgconform.wire.SSLRequest;

/** A client that makes a new connection where the server refuses TLS on the first one. */
public final class StartingOverClient implements ClientProgram {
  private static final String PREFER = "sslmode=prefer";

  private final ScriptedClient client = new ScriptedClient(ClientFault.NONE);
  private final AtomicLong last = new AtomicLong();
  private final Map<Long, CompletableFuture<Long>> numbers = new ConcurrentHashMap<>();

  @Override
  public long tell(TellStep.Command command, String connection, Map<String, Object> fields) {
    long number = last.incrementAndGet();
    Map<String, Object> changed = new HashMap<>(fields);
    String url = String.valueOf(fields.get("url"));
    boolean prefers = command == TellStep.Command.CONNECT && url.contains(PREFER);
    changed.replace("url", url.replace(PREFER, "sslmode=disable"));
    numbers.put(
        number,
        prefers
            ? CompletableFuture.supplyAsync(
                () -> {
                  ask(URI.create(url).getPort());
                  return client.tell(command, connection, changed);
                })
            : CompletableFuture.completedFuture(client.tell(command, connection, fields)));
    return number;
  }

  private static void ask(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(new SSLRequest().encode().toArray());
      if (socket.getInputStream().read() != 'N') {
        throw new IOException("the server does not refuse TLS");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Answer> answer(long number) {
    CompletableFuture<Long> told = numbers.get(number);
    if (told.isCompletedExceptionally()) {
      return Optional.of(new Answer(Kind.ERROR, Optional.empty(), "no answer to SSLRequest"));
    }
    return told.isDone() ? client.answer(told.join()) : Optional.empty();
  }

  @Override
  public Optional<String> ended() {
    return client.ended();
  }

  @Override
  public void news(Runnable called) {
    client.news(called);
  }

  @Override
  public void close() {
    client.close();
  }
}
