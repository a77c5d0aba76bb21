package pgconform.property;

import java.util.ArrayList;
import java.util.List;
import pgconform.scenario.Generator;

/**
 * The first pipeline that is drawn. It is short and has one message of each requested kind, so that
 * a single case covers much.
 */
final class CoveringPipeline {
  private CoveringPipeline() {}

  static Pipeline of(Generator.Pipelines kinds) {
    List<String> parts = new ArrayList<>();
    parts.add("parse(rows1) describe(S) bind describe(P) execute parse(empty) bind execute sync");
    if (kinds.has("flush")) {
      parts.add("parse(rows2) flush bind describe(P) flush execute flush sync");
    }
    if (kinds.has("errors")) {
      parts.add(
          "parse(rows1) bind execute parse(fail) bind execute parse(rows2) bind execute sync");
      parts.add("parse(bad) bind execute sync sync parse(rows1) bind execute sync");
    }
    if (kinds.has("queries")) {
      parts.add("query(rows2)" + (kinds.has("errors") ? " parse(bad) query(rows1) sync" : ""));
    }
    if (kinds.has("row limits")) {
      parts.add("parse(rows5) bind execute(:2) execute(:2) execute(:2) sync");
    }
    if (kinds.has("data")) {
      parts.add("parse(add1) bind execute sync parse(list) bind execute sync");
    }
    if (kinds.has("data") && kinds.has("errors")) {
      parts.add("parse(add2) bind execute parse(bad) bind parse(add3) bind execute sync");
    }
    if (kinds.has("names")) {
      parts.add("parse(a:rows2) describe(S:a) bind(x:a) execute(x) close(P:x) execute(x) sync");
      parts.add("bind(x:a) sync execute(x) sync parse(a:rows1) sync close(S:a) bind(:a) sync");
    }
    if (kinds.has("transactions")) {
      parts.add("query(begin) parse(rows1) bind execute sync parse(commit) bind execute sync");
    }
    if (kinds.has("transactions") && kinds.has("errors")) {
      parts.add("query(begin) parse(bad) sync parse(rows1) sync sync query(rollback)");
    }
    String text = String.join(" ", parts);
    return Pipeline.parse(text).orElseThrow(() -> new IllegalStateException(text));
  }
}
