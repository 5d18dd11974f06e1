package dev.soma.verify;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// One parsed Java file: what it declares, where, and whether it is commented.
final class Source {
  private final CompilationUnitTree unit;
  private final DocTrees trees;

  private Source(CompilationUnitTree unit, DocTrees trees) {
    this.unit = unit;
    this.trees = trees;
  }

  /// The main files of the project, parsed once: several tests look at them.
  static List<Source> main() {
    return Main.FILES;
  }

  private static final class Main {
    static final List<Source> FILES = parse(Tree.mainFiles());

    private Main() {}
  }

  /// Parses files; nothing is resolved, so no class path is needed.
  static List<Source> parse(List<Path> files) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      DocTrees trees = DocTrees.instance(task);
      List<Source> sources = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        sources.add(new Source(unit, trees));
      }
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file.
  Path file() {
    return Path.of(unit.getSourceFile().toUri());
  }

  /// Every method and constructor, those of nested and anonymous types too.
  List<MethodTree> methods() {
    List<MethodTree> methods = new ArrayList<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        methods.add(method);
        return super.visitMethod(method, null);
      }
    }.scan(unit, null);
    return methods;
  }

  /// How many lines a declaration takes, its comment not counted.
  int lines(com.sun.source.tree.Tree tree) {
    long end = trees.getSourcePositions().getEndPosition(unit, tree);
    return Math.toIntExact(unit.getLineMap().getLineNumber(end)) - line(tree) + 1;
  }

  /// The line where a declaration starts, from 1.
  int line(com.sun.source.tree.Tree tree) {
    return Math.toIntExact(
        unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree)));
  }

  /// Public types and methods without a comment, as `line name`.
  List<String> uncommented() {
    List<String> missing = new ArrayList<>();
    new TreePathScanner<Void, Void>() {
      @Override
      public Void visitClass(ClassTree type, Void nothing) {
        if (!isSeen(getCurrentPath(), type.getModifiers().getFlags())) {
          return null;
        }
        check(type, type.getSimpleName().toString());
        return super.visitClass(type, null);
      }

      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        boolean overrides =
            method.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
        boolean made =
            line(method) == line(getCurrentPath().getParentPath().getLeaf()); // by the compiler
        if (isSeen(getCurrentPath(), method.getModifiers().getFlags())
            && !overrides
            && !made
            && !isCompact(method)) {
          check(method, method.getName().toString());
        }
        return null;
      }

      private void check(com.sun.source.tree.Tree tree, String name) {
        if (trees.getDocComment(getCurrentPath()) == null) {
          missing.add(line(tree) + " " + name);
        }
      }
    }.scan(unit, null);
    return missing;
  }

  /// True for the short form of a record's constructor: the comment of the record speaks for it.
  private boolean isCompact(MethodTree method) {
    int start = Math.toIntExact(trees.getSourcePositions().getStartPosition(unit, method));
    String text;
    try {
      text = unit.getSourceFile().getCharContent(true).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int body = text.indexOf('{', start);
    return method.getName().contentEquals("<init>") && text.substring(start, body).indexOf('(') < 0;
  }

  private static boolean isSeen(TreePath path, Set<Modifier> flags) {
    com.sun.source.tree.Tree parent = path.getParentPath().getLeaf();
    boolean inInterface =
        parent instanceof ClassTree owner
            && EnumSet.of(Kind.INTERFACE, Kind.ANNOTATION_TYPE).contains(owner.getKind())
            && !flags.contains(Modifier.PRIVATE);
    return inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
  }
}
