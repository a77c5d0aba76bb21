package pgconform.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import pgconform.scenario.TellStep;

/** A client program that does nothing by itself: a test gives its answers. */
final class PlayedProgram implements ClientProgram {
  /** A command that it was told, and the number under which it is answered. */
  record Order(
      long number, TellStep.Command command, String connection, Map<String, Object> fields) {}

  final List<Order> orders = new CopyOnWriteArrayList<>();
  private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
  private volatile Optional<String> breach = Optional.empty();
  private volatile Runnable called = () -> {};
  private volatile LongConsumer asked = number -> {};
  private volatile boolean closed;

  /** How it has ended, if it has. */
  volatile Supplier<Optional<String>> ending = Optional::empty;

  /** What happens each time that it is told something, before it goes on. */
  volatile LongConsumer obeys = number -> {};

  @Override
  public long tell(TellStep.Command command, String connection, Map<String, Object> fields) {
    long number = orders.size() + 1L;
    orders.add(new Order(number, command, connection, Map.copyOf(fields)));
    obeys.accept(number);
    return number;
  }

  /** It answers a command. */
  void says(long number, Answer answer) {
    answers.put(number, answer);
    called.run();
  }

  /** It answers a command without words. */
  void says(long number, Kind kind) {
    says(number, new Answer(kind, Optional.empty(), ""));
  }

  /** This happens while somebody looks for an answer to this command, and comes too late for it. */
  void onceAsked(long command, Runnable then) {
    asked =
        number -> {
          if (number == command) {
            asked = other -> {};
            then.run();
          }
        };
  }

  /** It ends. */
  void ends(String how) {
    ending = () -> Optional.of(how);
    called.run();
  }

  /** It breaks the contract. */
  void breaks(String how) {
    breach = Optional.of(how);
  }

  boolean closed() {
    return closed;
  }

  @Override
  public Optional<Answer> answer(long number) {
    Optional<Answer> answer = Optional.ofNullable(answers.get(number));
    asked.accept(number);
    return answer;
  }

  @Override
  public Optional<String> ended() {
    return ending.get();
  }

  @Override
  public Optional<String> breach() {
    return breach;
  }

  @Override
  public void news(Runnable other) {
    called = other;
  }

  @Override
  public void close() {
    closed = true;
  }
}
