# One file for all images:
#   docker build --target service --build-arg SERVICE=api-gateway -t trainyard/api-gateway:0.1.0 .
#   docker build --target devkit -t trainyard/devkit:0.1.0 .
# Images of train-core's services contain Intel MKL (Intel Simplified Software License): publish them with Intel's notice.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
# "cuda" brings libtorch's libraries for GPUs instead of those for CPUs.
ARG ACCELERATOR=""
ENV TRAINYARD_ACCELERATOR=$ACCELERATOR
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip package \
 && mkdir -p /devkit/lib && cp -r devkit/target/classes /devkit/classes \
 && tr ':' '\n' < devkit/target/dependencies | xargs -I{} cp {} /devkit/lib/

FROM eclipse-temurin:25-jre AS runtime
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home trainyard \
 && mkdir -p /var/lib/trainyard/artifacts /var/lib/trainyard/datasets /var/lib/trainyard/hub && chown -R trainyard /var/lib/trainyard
USER 10001
WORKDIR /app
# The service alone needs little; what trains and generates runs in child processes with memory of their own.
ENV JAVA_OPTIONS="-Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"

# For GPU nodes: CUDA 13, cuDNN 9 and NCCL from NVIDIA's image, as the build for CUDA of libtorch asks for them.
#   docker build --target service-cuda --build-arg ACCELERATOR=cuda --build-arg SERVICE=trainer-worker \
#     -t trainyard/trainer-worker:0.1.0-cuda .
FROM nvidia/cuda:13.1.0-cudnn-runtime-ubuntu24.04 AS service-cuda
ARG SERVICE
COPY --from=eclipse-temurin:25-jre /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH
RUN apt-get update && apt-get install -y --no-install-recommends curl libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home trainyard \
 && mkdir -p /var/lib/trainyard/artifacts /var/lib/trainyard/datasets /var/lib/trainyard/hub && chown -R trainyard /var/lib/trainyard
USER 10001
WORKDIR /app
ENV JAVA_OPTIONS="-Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"
COPY --from=build /src/${SERVICE}/target/quarkus-app /app
ENTRYPOINT ["sh", "-c", "exec java $JAVA_OPTIONS -jar quarkus-run.jar"]

FROM runtime AS service
ARG SERVICE
COPY --from=build /src/${SERVICE}/target/quarkus-app /app
ENTRYPOINT ["sh", "-c", "exec java $JAVA_OPTIONS -jar quarkus-run.jar"]

FROM runtime AS devkit
COPY --from=build /devkit /app
ENTRYPOINT ["java", "-Xmx128m", "-cp", "/app/classes:/app/lib/*", "dev.trainyard.devkit.Main"]
