package pgconform.scenario;

import java.util.Optional;

/**
 * A published defect that a scenario finds.
 *
 * @param name the name under which it was published, such as {@code CVE-2021-23214}
 * @param servers the releases of PostgreSQL that have it; empty if they are not known, or if it is
 *     a defect of another product
 */
public record Bug(String name, Optional<ReleaseRange> servers) {
  /** Returns whether a release of PostgreSQL is known to have it. */
  public boolean isIn(Optional<ServerVersion> postgresql) {
    return servers.isPresent() && postgresql.isPresent() && servers.get().have(postgresql.get());
  }

  /** Returns the name, and the releases that have it. */
  @Override
  public String toString() {
    return name + servers.map(s -> " (PostgreSQL %s)".formatted(s)).orElse("");
  }
}
