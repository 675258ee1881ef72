package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.spec.EvaluationSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An evaluation that somebody asks for.
 *
 * @param wanted how the version is to be scored
 * @param rows to score on, in place of {@code wanted.data}; empty where there are none in the request
 * @param compareWith the version to compare with on the same rows
 * @param columns the rows' own names of fields by the usual ones
 * @param maxLength tokens after which a row is cut; empty = as the version's job did, else the model's context
 * @param problems what is wrong with the request as far as it can be told from itself
 * @param text the request as it came, to tell whether one with the same key is the same
 */
public record EvaluationOrder(
        EvaluationSpec wanted,
        List<ObjectNode> rows,
        Optional<String> compareWith,
        Map<String, String> columns,
        OptionalInt maxLength,
        List<Problem> problems,
        String text) {}
