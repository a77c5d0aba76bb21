package pgconform.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.exchange.Verdict;
import pgconform.scenario.Expectation;

/**
 * Brings an expectations file in line with a run by changing its text. Entries that still hold, and
 * all comments, stay as they are and where they are. The entry of a deviation that was fixed is
 * removed, a failure of another kind gets its new signature, and a new deviation is added at the
 * end, where a person must add the reason.
 */
public final class ExpectationWriter {
  private static final Pattern SIGNATURE =
      Pattern.compile(
          "(\\s*(?:- +)?signature:\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^#'\"]*?)(\\s+#.*)?");

  private final List<String> lines;
  private final String newline;
  private final Expectations expectations;
  private final RunResult run;

  /** Whether the file contained nothing but comments. */
  private final boolean created;

  /** The lines to insert before a line of the old file, by its index from 0. */
  private final Map<Integer, List<String>> inserted = new TreeMap<>();

  private final TreeSet<Integer> removed = new TreeSet<>();
  private final List<String> added = new ArrayList<>();

  private ExpectationWriter(String text, RunResult run) {
    this.lines = text.lines().toList();
    this.newline = text.contains("\r\n") ? "\r\n" : "\n";
    this.expectations = run.expectations();
    this.run = run;
    this.created = lines.stream().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
  }

  /**
   * Returns the text that the file should have after this run.
   *
   * @param text the text of the file with the expectations; empty if there is none yet
   */
  public static String rewrite(String text, RunResult run) {
    return new ExpectationWriter(text, run).rewrite();
  }

  private String rewrite() {
    Map<Expectation, List<Result>> decided = new LinkedHashMap<>();
    for (Result result : run.results()) {
      TargetInfo target = run.target(result.target());
      var entry = expectations.entry(result, target);
      if (entry.isPresent()) {
        decided.computeIfAbsent(entry.get(), e -> new ArrayList<>()).add(result);
      } else if ((!result.gate().green() || result.gate().isNew()) && pinnable(result)) {
        boolean expired =
            expectations.entries().stream().anyMatch(e -> Expectations.fits(e, result, target));
        // People decide whether an expired entry is renewed.
        if (!expired) {
          added.addAll(entry(result, result.verdict()));
        }
      }
    }
    decided.forEach(this::update);
    return text();
  }

  private static boolean pinnable(Result result) {
    return result.verdict() != Verdict.ERROR;
  }

  private void update(Expectation entry, List<Result> results) {
    List<Result> wrong = results.stream().filter(r -> pinnable(r) && !r.gate().green()).toList();
    int begin = begin(entry);
    if (wrong.isEmpty()) {
      Set<String> signatures = results.stream().map(Result::signature).collect(Collectors.toSet());
      signatures.remove("");
      // The signature is understood, but is no longer written in this form.
      if (entry.signature().isPresent()
          && signatures.size() == 1
          && !signatures.contains(entry.signature().get())) {
        sign(begin, end(begin), signatures.iterator().next());
      }
      return;
    }
    boolean all = wrong.size() == results.size();
    boolean mended = wrong.stream().allMatch(r -> green(r));
    if (all && mended) {
      remove(begin, end(begin));
    } else if (all
        && wrong.stream().map(Result::signature).distinct().count() == 1
        && entry.verdicts().stream()
            .map(Expectations::verdict)
            .anyMatch(wrong.get(0).verdict()::equals)
        && sign(begin, end(begin), wrong.get(0).signature())) {
      return;
    } else {
      // The entry is right for other results, so an exception is inserted before it.
      for (Result result : wrong) {
        inserted
            .computeIfAbsent(begin, b -> new ArrayList<>())
            .addAll(entry(result, result.verdict()));
      }
    }
  }

  private boolean green(Result result) {
    return GateVerdict.usual(result.verdict(), expectations.strict()).green();
  }

  /** Replaces the signature of an entry; returns false if the entry has none. */
  private boolean sign(int begin, int end, String signature) {
    for (int i = begin; i < end; i++) {
      Matcher matcher = SIGNATURE.matcher(lines.get(i));
      if (matcher.matches()) {
        String comment = matcher.group(2) == null ? "" : matcher.group(2);
        inserted
            .computeIfAbsent(i, b -> new ArrayList<>())
            .add(matcher.group(1) + quoted(signature) + comment);
        removed.add(i);
        return true;
      }
    }
    return false;
  }

  private void remove(int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (!lines.get(i).strip().startsWith("#")) {
        removed.add(i);
      }
    }
  }

  private static int begin(Expectation entry) {
    return entry.place().line() - 1;
  }

  /**
   * Returns where an entry ends: before the next one, or the comments and empty lines above that.
   */
  private int end(int begin) {
    int end =
        expectations.entries().stream()
            .map(ExpectationWriter::begin)
            .filter(other -> other > begin)
            .min(Comparator.naturalOrder())
            .orElse(lines.size());
    while (end > begin + 1
        && (lines.get(end - 1).isBlank() || lines.get(end - 1).strip().startsWith("#"))) {
      end--;
    }
    return end;
  }

  private List<String> entry(Result result, Verdict verdict) {
    List<String> entry = new ArrayList<>();
    String indent = indent();
    entry.add(indent + "- id: " + result.scenario().id());
    if (run.targets().size() > 1) {
      entry.add(indent + "  target: " + quoted(glob(result.target())));
    }
    entry.add(indent + "  verdict: " + verdict);
    String signature = result.signature();
    if (verdict != Verdict.PASS && !signature.isEmpty()) {
      entry.add(indent + "  signature: " + quoted(signature));
    }
    entry.add(indent + "  reason: " + quoted("not explained yet, seen on " + expectations.today()));
    entry.add("");
    return entry;
  }

  /** Returns the indentation: the entries of a list begin in the same column. */
  private String indent() {
    return expectations.entries().isEmpty()
        ? ""
        : lines.get(begin(expectations.entries().get(0))).replaceAll("-.*", "");
  }

  private static String glob(String name) {
    return name.replace('*', '?');
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private String text() {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      result.addAll(inserted.getOrDefault(i, List.of()));
      boolean space =
          lines.get(i).isBlank() && (result.isEmpty() || result.get(result.size() - 1).isBlank());
      if (!removed.contains(i) && !(space && !removed.isEmpty())) {
        result.add(lines.get(i));
      }
    }
    if (result.isEmpty() && (created || !added.isEmpty())) {
      result.add(
          "# Known deviations. These requirements are still run, and any other result is red.");
    }
    if (!added.isEmpty() && !result.get(result.size() - 1).isBlank()) {
      result.add("");
    }
    result.addAll(added);
    while (!result.isEmpty() && result.get(result.size() - 1).isBlank()) {
      result.remove(result.size() - 1);
    }
    List<String> all =
        CatalogueLine.in(
            result,
            created,
            expectations.version(),
            CatalogueLine.version(expectations, run, created));
    return all.isEmpty() ? "" : String.join(newline, all) + newline;
  }
}
