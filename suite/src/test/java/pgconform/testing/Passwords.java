package pgconform.testing;

import java.time.Duration;
import pgconform.link.Deadline;
import pgconform.session.Secret;
import pgconform.session.ServerAuthentication;

/** Lets clients in by a password, as a well-behaved server does. */
public final class Passwords {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Passwords() {}

  /** The password as it is. */
  public static LogIn cleartext(String password) {
    return of(ServerAuthentication.cleartext(Secret.of(password)));
  }

  /** The password hashed with the user's name and a salt. */
  public static LogIn md5(String password) {
    return of(ServerAuthentication.md5(Secret.of(password)));
  }

  /** SCRAM-SHA-256, over TLS also with channel binding. */
  public static LogIn scram(String password) {
    return of(ServerAuthentication.scram(Secret.of(password)));
  }

  /** SCRAM-SHA-256 without channel binding. */
  public static LogIn scramWithoutBinding(String password) {
    return of(ServerAuthentication.scramWithoutBinding(Secret.of(password)));
  }

  private static LogIn of(ServerAuthentication way) {
    return (peer, user) -> {
      boolean admitted = way.admit(peer.link(), user, Deadline.in(PATIENCE));
      if (!admitted) {
        String message = "password authentication failed for user \"%s\"".formatted(user);
        peer.send(Rows.error("FATAL", "28P01", message));
      }
      return admitted;
    };
  }
}
