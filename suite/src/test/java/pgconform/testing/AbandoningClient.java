package pgconform.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.exchange.ClientProgram;
import pgconform.scenario.TellStep;

/**
 * A client as drivers are whose users cancel the task that awaits a query: the query has failed for
 * them at once, and the CancelRequest comes later.
 */
public final class AbandoningClient implements ClientProgram {
  private final ScriptedClient client = new ScriptedClient(ClientFault.NONE);

  /** What was told, and the number under which the client answers once it was told. */
  private final List<Optional<Long>> numbers = new ArrayList<>();

  private final Set<Long> queries = new HashSet<>();
  private final Set<Long> abandoned = new HashSet<>();
  private Runnable cancel = () -> {};

  @Override
  public synchronized long tell(
      TellStep.Command command, String connection, Map<String, Object> fields) {
    int number = numbers.size();
    if (command == TellStep.Command.CANCEL) {
      numbers.add(Optional.empty());
      queries.stream().filter(query -> answered(query).isEmpty()).forEach(abandoned::add);
      cancel = () -> numbers.set(number, Optional.of(client.tell(command, connection, fields)));
      if (abandoned.isEmpty()) {
        send();
      }
    } else {
      numbers.add(Optional.of(client.tell(command, connection, fields)));
      if (command == TellStep.Command.QUERY) {
        queries.add((long) number);
      }
    }
    return number;
  }

  private Optional<Answer> answered(long number) {
    return numbers.get((int) number).flatMap(client::answer);
  }

  private void send() {
    Runnable due = cancel;
    cancel = () -> {};
    due.run();
  }

  @Override
  public synchronized Optional<Answer> answer(long number) {
    if (abandoned.contains(number)) {
      // Somebody has seen the end of the query: only now the cancel is sent.
      send();
      return Optional.of(new Answer(Kind.ERROR, Optional.empty(), "abandoned"));
    }
    return answered(number);
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
