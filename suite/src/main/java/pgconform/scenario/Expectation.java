package pgconform.scenario;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An entry of an expectations file: a known deviation.
 *
 * @param ids globs of which one has to match the requirement's id
 * @param targets globs of which one has to match the target's name; empty for all targets
 * @param verdicts what the result may be
 * @param signature how the requirement fails; empty for any way
 * @param reason why, or a URL that says so
 * @param versions of the target for which it holds; empty for all
 * @param expires the last day on which it holds
 */
public record Expectation(
    Place place,
    List<String> ids,
    List<String> targets,
    Set<OutcomeRule.Judgement> verdicts,
    Optional<String> signature,
    String reason,
    Optional<ReleaseRange> versions,
    Optional<LocalDate> expires) {

  /** Whether it is about this requirement, whatever the target. */
  public boolean concerns(String id) {
    return ids.stream().anyMatch(glob -> matches(glob, id));
  }

  /**
   * Whether it is about this target. A target whose version is none that can be compared is in no
   * range of versions.
   */
  public boolean holdsFor(String target, String version) {
    boolean named = targets.isEmpty() || targets.stream().anyMatch(glob -> matches(glob, target));
    return named
        && (versions.isEmpty()
            || ServerVersion.of(version).map(v -> versions.get().have(v)).orElse(false));
  }

  /** The same entry for one target only, whose file it stands in. */
  public Expectation about(String target) {
    boolean itsOwn = targets.isEmpty() || targets.stream().anyMatch(glob -> matches(glob, target));
    List<String> only = itsOwn ? List.of(target) : targets;
    return new Expectation(place, ids, only, verdicts, signature, reason, versions, expires);
  }

  /** Whether its last day has passed. */
  public boolean expired(LocalDate today) {
    return expires.isPresent() && today.isAfter(expires.get());
  }

  /** Its verdicts as the file has them. */
  public String expected() {
    return String.join(" or ", verdicts.stream().map(Spelling::written).sorted().toList());
  }

  /** Where it stands, as {@code file:line}. */
  public String where() {
    return place.file() + ":" + place.line();
  }

  /** Whether a text is one that a glob stands for, whatever its case. */
  public static boolean matches(String glob, String text) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = Character.toLowerCase(glob.charAt(i));
      expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return text.toLowerCase(Locale.ROOT).matches("(?s)" + expression);
  }
}
