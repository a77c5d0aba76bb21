package pgconform.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The targets of a report as the columns of its matrix. */
final class Columns {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<Report.Target> targets;

  Columns(List<Report.Target> targets) {
    this.targets = targets;
    targets.forEach(target -> numbers.putIfAbsent(target.name(), numbers.size() + 1));
  }

  List<Report.Target> targets() {
    return targets;
  }

  /** Returns the number of each target's column, counted from 1. */
  Map<String, Integer> numbers() {
    return numbers;
  }

  boolean several() {
    return targets.size() > 1;
  }

  /** Returns the number of the column of a finding. */
  int of(Finding finding) {
    return numbers.getOrDefault(finding.target(), 0);
  }

  /** Returns the id of the element that shows a finding; it contains nothing that a server sent. */
  String anchor(Finding finding) {
    return finding.id() + "-" + of(finding);
  }

  /**
   * Returns a short name of a target, such as the host and database of a URL; the whole name if
   * that is not unique.
   */
  String brief(Report.Target target) {
    String brief = brief(target.name());
    boolean unique = targets.stream().filter(t -> brief(t.name()).equals(brief)).count() == 1;
    return unique ? brief : target.name();
  }

  private static String brief(String name) {
    String place = name.replaceFirst("^postgres(ql)?://([^@/]*@)?", "");
    return place.isEmpty() || place.startsWith("/") ? name : place.replaceFirst("\\?.*", "");
  }
}
