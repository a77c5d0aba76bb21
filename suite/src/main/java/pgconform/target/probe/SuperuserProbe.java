package pgconform.target.probe;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out whether the roles of a session are superusers. There can be two of them: a setting of a
 * role can be that its sessions continue as another role, and PostgreSQL checks some things against
 * the role that has logged in and others against the current one.
 *
 * @param rights the value of {@code rolsuper} of each of these roles; empty if it is not known
 */
record SuperuserProbe(Set<String> rights) {
  private static final String YES = "t";
  private static final String NO = "f";

  /** The roles of a session; each role may read this. */
  private static final String ROLES =
      "select rolsuper from pg_catalog.pg_roles where rolname operator(pg_catalog.=) session_user"
          + " or rolname operator(pg_catalog.=) current_user";

  /**
   * Asks for the roles of a session.
   *
   * @param postgresql whether this can be PostgreSQL; other servers are only asked for their
   *     setting {@code is_superuser}
   */
  static SuperuserProbe of(SqlProbe questions, boolean postgresql) {
    Set<String> rights = postgresql ? rights(questions) : Set.of();
    return new SuperuserProbe(rights.isEmpty() ? setting(questions) : rights);
  }

  private static Set<String> rights(SqlProbe questions) {
    try {
      return questions.rows(ROLES).stream()
          .filter(row -> row.size() == 1 && row.get(0) != null)
          .map(row -> row.get(0))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      // Where the catalog cannot be read, the setting is all there is.
      return Set.of();
    }
  }

  private static Set<String> setting(SqlProbe questions) {
    return questions
        .value("show is_superuser")
        .filter(List.of("on", "off")::contains)
        .map(value -> Set.of(value.equals("on") ? YES : NO))
        .orElse(Set.of());
  }

  /** Returns whether the session has the rights of a superuser, whichever role is asked for. */
  boolean isSuperuser() {
    return rights.equals(Set.of(YES));
  }

  /**
   * Returns whether the session has the rights of an ordinary role, whichever role is asked for.
   */
  boolean isOrdinary() {
    return rights.equals(Set.of(NO));
  }

  /** Returns whether at least one of the roles is a superuser. */
  boolean includesSuperuser() {
    return rights.contains(YES);
  }
}
