"""Deploys a cloud assembly of the CDK into moto, as `cdk deploy` would: its assets into the bucket of the bootstrap, then its template through
CloudFormation. Prints what a test needs to know of it as JSON.

Usage: deploy.py ENDPOINT ASSEMBLY STACK
"""

import io
import json
import pathlib
import sys
import zipfile

import boto3

endpoint, assembly, stack_name = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
ACCOUNT, REGION = "123456789012", "us-east-1"
aws = lambda service: boto3.client(
    service, endpoint_url=endpoint, region_name=REGION, aws_access_key_id="local", aws_secret_access_key="local"
)

# What moto 5.2 does not make. Custom resources call a Lambda function, which takes Docker there.
NOT_IN_MOTO = {
    "AWS::CloudWatch::Alarm",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::Logs::QueryDefinition",
    "AWS::RDS::DBCluster",
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
}


def zipped(path: pathlib.Path) -> bytes:
    if path.is_file():
        return path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(path))
    return buffer.getvalue()


def upload_assets() -> None:
    named = lambda text: text.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION)
    files = json.loads((assembly / f"{stack_name}.assets.json").read_text())["files"]
    s3 = aws("s3")
    for asset in files.values():
        (place,) = asset["destinations"].values()
        bucket = named(place["bucketName"])
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key=place["objectKey"], Body=zipped(assembly / asset["source"]["path"]))


def names_in(value: object) -> set[str]:
    """Whatever `value` refers to by Ref, Fn::GetAtt or DependsOn."""
    if isinstance(value, dict):
        own = {value["Ref"]} if "Ref" in value else set()
        got = {value["Fn::GetAtt"][0]} if "Fn::GetAtt" in value else set()
        return own | got | set().union(*(names_in(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(names_in(one) for one in value))
    return set()


def split(resources: dict) -> tuple[dict, dict]:
    """Those that can be made here, and those that cannot, or that need one that cannot."""
    left = {name for name, one in resources.items() if one["Type"] in NOT_IN_MOTO or one["Type"].startswith("Custom::")}
    while more := {name for name, one in resources.items() if names_in(one) & left} - left:
        left |= more
    parts = {name: one for name, one in resources.items() if name not in left}, {name: resources[name] for name in left}
    for one in parts[0].values():
        one["DependsOn"] = [name for name in one.get("DependsOn", []) if name not in left]
    return parts


def resolved(value: object, made: dict) -> object:
    """A property of a resource that could not be made, with the names and ARNs of those that could."""
    if isinstance(value, dict) and "Ref" in value:
        return made[value["Ref"]]
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        queue = made[name].rsplit("/", 1)[-1]
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}" if attribute == "Arn" else value
    if isinstance(value, dict):
        return {key: resolved(one, made) for key, one in value.items()}
    return [resolved(one, made) for one in value] if isinstance(value, list) else value


upload_assets()
template = json.loads((assembly / f"{stack_name}.template.json").read_text())
made_here, left_out = split(template["Resources"])
cloudformation = aws("cloudformation")
cloudformation.create_stack(
    StackName=stack_name,
    # Not the parameter and rule of the bootstrap's version, nor outputs.
    TemplateBody=json.dumps({"Resources": made_here}),
    Capabilities=["CAPABILITY_IAM"],
)
made = {
    one["LogicalResourceId"]: one.get("PhysicalResourceId")
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_name)
    for one in page["StackResourceSummaries"]
}

(migration,) = [
    aws("lambda").get_function_configuration(FunctionName=made[name])
    for name, one in made_here.items()
    if one["Type"] == "AWS::Lambda::Function" and "EphemeralStorage" in one["Properties"]
]
(mapping,) = aws("lambda").list_event_source_mappings(FunctionName=migration["FunctionName"])["EventSourceMappings"]
# moto would run the function in Docker; the test does so in its place.
aws("lambda").delete_event_source_mapping(UUID=mapping["UUID"])
# In place of the custom resource that does so in an account.
for one in left_out.values():
    if one["Type"] == "Custom::S3BucketNotifications":
        properties = resolved(one["Properties"], made)
        aws("s3").put_bucket_notification_configuration(
            Bucket=properties["BucketName"], NotificationConfiguration=properties["NotificationConfiguration"]
        )

queue = mapping["EventSourceArn"]
of = lambda kind: next(value for name, value in made.items() if kind in name and "Bucket" in made_here[name]["Type"].split("::")[-1])
print(
    json.dumps(
        {
            "status": cloudformation.describe_stacks(StackName=stack_name)["Stacks"][0]["StackStatus"],
            "asked": len(made_here),
            "notMade": sorted(one["Type"] for name, one in made_here.items() if not made.get(name)),
            "leftOut": sorted(one["Type"] for one in left_out.values()),
            "uploads": of("Uploads"),
            "reports": of("Reports"),
            "queueArn": queue,
            "queueUrl": aws("sqs").get_queue_url(QueueName=queue.split(":")[-1])["QueueUrl"],
            "queue": aws("sqs").get_queue_attributes(
                QueueUrl=aws("sqs").get_queue_url(QueueName=queue.split(":")[-1])["QueueUrl"], AttributeNames=["All"]
            )["Attributes"],
            "batchSize": mapping["BatchSize"],
            "function": {
                "variables": migration["Environment"]["Variables"],
                "timeout": migration["Timeout"],
                "memory": migration["MemorySize"],
                "layers": [one["Arn"] for one in migration.get("Layers", [])],
            },
        },
        default=str,
    )
)
