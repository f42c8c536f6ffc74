// Answers of S3 that are streams of events (SelectObjectContent), which the function never asks for: 5 KB of the zipped bundle.
export const resolveEventStreamSerdeConfig = (config) => config
export const eventStreamSerdeProvider = () => ({})
export const EventStreamSerde = null
