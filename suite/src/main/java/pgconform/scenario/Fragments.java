package pgconform.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Named steps that several scenarios share. A scenario inserts the steps with {@code use: NAME},
 * and passes the arguments that the fragment {@code takes} in {@code with}.
 */
final class Fragments {
  /** The form of a step that inserts a fragment. */
  static final MappingSchema<Use> USE =
      new MappingSchema<>(
          "use",
          "the step 'use'",
          "Puts the steps of a fragment here.",
          f ->
              new Use(
                  f.required("use", "The name of the fragment.", Type.NAME),
                  f.optional(
                          "with",
                          "What the fragment takes: names with values.",
                          Type.map(Type.NODE))
                      .orElse(Map.of())),
          false);

  private static final Type<List<String>> TAKES = Type.some(Type.TEXT);
  private static final int DEEPEST = 5;
  private static final int MOST_STEPS = 2_000;

  private final Map<String, Node.Mapping> fragments = new TreeMap<>();

  /** A use of a fragment, and its arguments. */
  record Use(String fragment, Map<String, Node> given) {}

  /** Returns whether a document is a fragment and not a scenario, even with a misspelled word. */
  static boolean is(Node root) {
    if (!(root instanceof Node.Mapping mapping)) {
      return false;
    }
    List<String> fields = mapping.entries().stream().map(entry -> entry.key().text()).toList();
    return fields.contains("fragment")
        || (!fields.contains("id")
            && fields.stream()
                .anyMatch(field -> Spelling.nearest(field, List.of("fragment")).isPresent()));
  }

  /** Adds a fragment and notes its faults. */
  void add(Node root, FileErrors problems) {
    MappingReader f = new MappingReader(root, "a fragment", problems);
    String name = f.required("fragment", "", Type.NAME);
    f.required("about", "", Type.NAME);
    f.optional("takes", "", TAKES);
    f.required("steps", "", Type.NODE);
    f.finish();
    if (!name.isEmpty() && fragments.putIfAbsent(name, (Node.Mapping) root) != null) {
      f.problems().add(root.place(), "there is already a fragment '%s'", name);
    }
  }

  /** Adds the fragments of others whose names are not known here. */
  void addMissing(Fragments others) {
    others.fragments.forEach(fragments::putIfAbsent);
  }

  /** Returns the document with the steps of fragments in the places where they are used. */
  Node expand(Node root, FileErrors problems) {
    return new Expansion(problems).expand(root, 0);
  }

  /** Expands the fragments that a document uses. */
  private final class Expansion {
    private final FileErrors problems;
    private int steps;

    private Expansion(FileErrors problems) {
      this.problems = problems;
    }

    private Node expand(Node node, int depth) {
      if (node instanceof Node.Mapping mapping) {
        List<Node.Entry> entries = new ArrayList<>();
        for (Node.Entry entry : mapping.entries()) {
          entries.add(new Node.Entry(entry.key(), expand(entry.value(), depth)));
        }
        return new Node.Mapping(mapping.place(), entries);
      } else if (node instanceof Node.Sequence sequence) {
        List<Node> items = new ArrayList<>();
        for (Node item : sequence.items()) {
          if (uses(item)) {
            items.addAll(used(item, depth));
          } else {
            items.add(expand(item, depth));
          }
        }
        return new Node.Sequence(sequence.place(), items);
      }
      return node;
    }

    private List<Node> used(Node step, int depth) {
      Use use = USE.read(step, problems);
      String name = use.fragment;
      Node.Mapping fragment = fragments.get(name);
      if (fragment == null) {
        problems.add(
            step.place(),
            "there is no fragment '%s'%s",
            name,
            Spelling.hint(name, fragments.keySet()));
        return List.of();
      }
      if (depth >= DEEPEST || steps > MOST_STEPS) {
        problems.add(
            step.place(), "fragments use each other recursively, or are nested too deeply");
        return List.of();
      }
      MappingReader body = new MappingReader(fragment, "a fragment", new FileErrors());
      Set<String> taken = new HashSet<>(body.list("takes", "", TAKES));
      check(use, step.place(), taken, problems);
      List<Node> result = new ArrayList<>();
      for (Node item : MappingReader.items(body.required("steps", "", Type.NODE))) {
        steps++;
        Node filled = fill(item, use.given);
        if (uses(filled)) {
          result.addAll(used(filled, depth + 1));
        } else {
          result.add(expand(filled, depth + 1));
        }
      }
      return result;
    }
  }

  private static boolean uses(Node node) {
    return node instanceof Node.Mapping mapping
        && !mapping.entries().isEmpty()
        && mapping.entries().get(0).key().text().equals("use");
  }

  private static void check(Use use, Place place, Set<String> taken, FileErrors problems) {
    // A misspelled argument is not reported as missing as well.
    boolean whole = taken.containsAll(use.given.keySet());
    for (String wanted : taken) {
      if (whole && !use.given.containsKey(wanted)) {
        problems.add(place, "the fragment '%s' also takes '%s'", use.fragment, wanted);
      }
    }
    for (String word : use.given.keySet()) {
      if (!taken.contains(word)) {
        problems.add(
            place,
            "the fragment '%s' takes no '%s'%s",
            use.fragment,
            word,
            Spelling.hint(word, taken));
      }
    }
  }

  /** Returns the node with {@code <word>} replaced by the argument of that name. */
  private static Node fill(Node node, Map<String, Node> given) {
    if (node instanceof Node.Mapping mapping) {
      List<Node.Entry> entries = new ArrayList<>();
      for (Node.Entry entry : mapping.entries()) {
        entries.add(new Node.Entry(entry.key(), fill(entry.value(), given)));
      }
      return new Node.Mapping(mapping.place(), entries);
    } else if (node instanceof Node.Sequence sequence) {
      return new Node.Sequence(
          sequence.place(), sequence.items().stream().map(item -> fill(item, given)).toList());
    }
    Node.Scalar scalar = (Node.Scalar) node;
    Map<String, Node> whole = new HashMap<>();
    given.forEach((word, value) -> whole.put("<" + word + ">", value));
    if (whole.containsKey(scalar.text())) {
      return whole.get(scalar.text());
    }
    String text = scalar.text();
    for (Map.Entry<String, Node> entry : whole.entrySet()) {
      if (entry.getValue() instanceof Node.Scalar value) {
        text = text.replace(entry.getKey(), value.text());
      }
    }
    return text.equals(scalar.text())
        ? scalar
        : new Node.Scalar(scalar.place(), text, scalar.quoted());
  }
}
