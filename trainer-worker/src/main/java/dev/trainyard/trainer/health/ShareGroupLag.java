package dev.trainyard.trainer.health;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How many records of a topic a share group has not finished, those in its hands included. */
record ShareGroupLag(Admin admin, String group, String topic) {
    /** Errors: {@link ExecutionException} where the broker does not answer or does not know the topic. */
    double measure() throws InterruptedException, ExecutionException {
        Map<TopicPartition, SharePartitionOffsetInfo> known = groupOffsets();
        double lag = 0;
        for (TopicPartition partition : partitions()) {
            Optional<Long> counted = Optional.ofNullable(known.get(partition)).flatMap(SharePartitionOffsetInfo::lag);
            lag += counted.isPresent() ? counted.get() : size(partition);
        }
        return lag;
    }

    private List<TopicPartition> partitions() throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Until its first acknowledgement a group has no offsets: then nothing is finished. */
    private long size(TopicPartition partition) throws InterruptedException, ExecutionException {
        return offset(partition, OffsetSpec.latest()) - offset(partition, OffsetSpec.earliest());
    }

    private long offset(TopicPartition partition, OffsetSpec spec) throws InterruptedException, ExecutionException {
        return admin.listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private Map<TopicPartition, SharePartitionOffsetInfo> groupOffsets()
            throws InterruptedException, ExecutionException {
        try {
            return admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(group)
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }
}
