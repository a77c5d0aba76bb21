package pgconform.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pgconform.link.Deadline;
import pgconform.session.Login;
import pgconform.session.Secret;
import pgconform.wire.ProtocolVersion;

/** The client that a case serves, with its login and its time limits. */
final class ServedClient implements Peer {
  /** The password of the only login, which only the two sides of a case know. */
  static final Secret PASSWORD = Secret.of("open sesame");

  /** The only login. */
  static final Login LOGIN =
      new Login("app", "app", Optional.of(PASSWORD), ProtocolVersion.V3_0, List.of());

  private static final int ANSWERS = 12;

  private final Duration limit;
  private final Deadline end;

  ServedClient(Subject.Client client) {
    limit = client.limit();
    end = Deadline.in(limit.multipliedBy(ANSWERS));
  }

  @Override
  public Deadline deadline() {
    return Deadline.in(limit).orEarlier(end);
  }

  @Override
  public Login defaultLogin() {
    return LOGIN;
  }

  Duration limit() {
    return limit;
  }
}
