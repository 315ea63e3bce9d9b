package io.github.argometer.standin.argo;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What CEL and Argo's expression language (expr-lang) mean alike: comparisons {@code path == literal} of a dotted path
 * with a string, a whole number, true or false, joined by {@code &&} and {@code ||}. A path that is not there is an error
 * in CEL and mostly {@code nil} in expr, so there is no negation, which would tell them apart, and {@code ||} joins only
 * fields of one object, which are absent, or an error, together.
 */
final class WhiteList {

    /** Names that expr does not take for fields of the data. */
    private static final Set<String> TAKEN =
            Set.of("asInt", "asFloat", "jsonpath", "toJson", "sprig", "nil", "not", "and", "or", "let", "matches");

    private final String source;
    private final CelAbstractSyntaxTree tree;
    private final Set<String> roots = new HashSet<>();

    private WhiteList(String source, CelAbstractSyntaxTree tree) {
        this.source = source;
        this.tree = tree;
    }

    /**
     * Walks {@code tree}, which was parsed from {@code source}.
     *
     * @return the first steps of all paths
     * @throws IllegalArgumentException saying what is not allowed
     */
    static Set<String> check(String source, CelAbstractSyntaxTree tree) {
        WhiteList walk = new WhiteList(source, tree);
        walk.condition(tree.getExpr());
        return walk.roots;
    }

    /** Returns the objects whose fields {@code expr} looks at. */
    private Set<String> condition(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            throw refused("a comparison is needed here");
        }
        List<CelExpr> arguments = expr.call().args();
        switch (expr.call().function()) {
            case "_==_":
                literal(arguments.get(1));
                return Set.of(parent(arguments.get(0)));
            case "_&&_", "_||_":
                Set<String> parents = new HashSet<>(condition(arguments.get(0)));
                parents.addAll(condition(arguments.get(1)));
                if (expr.call().function().equals("_||_") && parents.size() > 1) {
                    throw refused("|| joins fields of one object only, not of " + String.join(" and ", parents));
                }
                return parents;
            default:
                throw refused("operator or function " + expr.call().function().replace("_", ""));
        }
    }

    private String parent(CelExpr path) {
        List<String> steps = new ArrayList<>();
        CelExpr step = path;
        while (step.getKind() == CelExpr.ExprKind.Kind.SELECT && !step.select().testOnly()) {
            steps.add(0, step.select().field());
            step = step.select().operand();
        }
        if (step.getKind() != CelExpr.ExprKind.Kind.IDENT || steps.isEmpty()) {
            throw refused("the left side of == must be a dotted path such as body.id");
        }
        String root = step.ident().name();
        if (TAKEN.contains(root)) {
            throw refused(root + " is a name of the language");
        }
        roots.add(root);
        steps.add(0, root);
        return String.join(".", steps.subList(0, steps.size() - 1));
    }

    /** Both languages have escapes, raw strings, octal numbers and so on, each its own: only plain literals pass. */
    private void literal(CelExpr expr) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
            throw refused("the right side of == must be a literal");
        }
        CelConstant value = expr.constant();
        int at = tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
        boolean plain =
                switch (value.getKind()) {
                    case STRING_VALUE ->
                        source.startsWith('"' + value.stringValue() + '"', at)
                                || source.startsWith("'" + value.stringValue() + "'", at);
                    case INT64_VALUE -> source.startsWith(String.valueOf(value.int64Value()), at);
                    case BOOLEAN_VALUE -> true;
                    default -> false;
                };
        if (!plain || source.indexOf('\\') >= 0) {
            throw refused("a literal must be a plain string, whole number, true or false");
        }
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why + ": allowed are path == literal, && and ||");
    }
}
