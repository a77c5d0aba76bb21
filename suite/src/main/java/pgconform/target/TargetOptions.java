package pgconform.target;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import pgconform.scenario.Profile;
import pgconform.session.Login;
import pgconform.session.Secret;

/**
 * What a user says about a target, besides its address.
 *
 * @param name the name in reports
 * @param profile the profile to judge by; empty to choose it by what the target turns out to be
 * @param slowQuery a query that takes long, to be used for held queries; empty to find a method
 * @param authenticationTimeout how long a client may take to log in; empty to ask the server
 * @param exclusive whether nobody else uses the target
 * @param logins further logins, by the word that scenarios have for them
 */
public record TargetOptions(
    Optional<String> name,
    Optional<Profile> profile,
    Optional<String> slowQuery,
    Optional<Duration> authenticationTimeout,
    boolean exclusive,
    Map<String, Account> logins) {
  /** No options. */
  public static final TargetOptions NONE =
      new TargetOptions(Optional.empty(), Optional.empty(), Optional.empty(), false, Map.of());

  /** Creates options that leave the time limit for logins to the server. */
  public TargetOptions(
      Optional<String> name,
      Optional<Profile> profile,
      Optional<String> slowQuery,
      boolean exclusive,
      Map<String, Account> logins) {
    this(name, profile, slowQuery, Optional.empty(), exclusive, logins);
  }

  /**
   * An account that can log in.
   *
   * @param database the database; empty for that of the target
   */
  public record Account(String user, Optional<Secret> password, Optional<String> database) {}

  /** Returns the logins of a server with the given default database. */
  Map<String, Login> logins(String database) {
    Map<String, Login> all = new LinkedHashMap<>();
    logins.forEach((word, account) -> all.put(word, TargetFileValues.login(account, database)));
    return all;
  }
}
