import {
  Check,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Generated,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
  TableInheritance,
  ChildEntity,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  UpdateDateColumn,
  VersionColumn,
  ViewColumn,
  ViewEntity,
} from 'typeorm'
import { isSqlite } from './database.ts'

/** Types that the two databases do not share. */
const moment = isSqlite ? 'datetime' : 'timestamptz'
const bytes = isSqlite ? 'blob' : 'bytea'
/** The drivers of PostgreSQL give texts for these, so that no digit gets lost. */
const number = {
  from: (value: string | number | null) => (value === null ? null : Number(value)),
  to: (value: unknown) => value,
}

export class Address {
  @Column({ type: 'varchar', length: 60, default: '' }) street!: string
  @Column({ type: 'varchar', nullable: true }) zipCode!: string | null
}

@Entity()
export class Customer {
  @PrimaryGeneratedColumn('uuid') id!: string
  @Column({ type: 'varchar', unique: true }) email!: string
  @Column(() => Address) address!: Address
  @CreateDateColumn() createdAt!: Date
  @UpdateDateColumn({ type: moment }) updatedAt!: Date
  @DeleteDateColumn() deletedAt!: Date | null
  @VersionColumn() version!: number
  @OneToOne(() => Profile, (profile) => profile.customer) profile!: Relation<Profile>
  @OneToMany(() => Order, (order) => order.customer) orders!: Relation<Order[]>
}

@Entity()
export class Profile {
  @PrimaryGeneratedColumn() id!: number
  @Column('simple-json') settings!: object
  @Column('simple-array') interests!: string[]
  @OneToOne(() => Customer, { onDelete: 'CASCADE' }) @JoinColumn() customer!: Relation<Customer>
}

/** A word of SQL as a name. */
@Entity()
@Unique(['customer', 'number'])
@Check('amount_not_negative', '"amount" >= 0')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column('int') number!: number
  @Column({ type: 'simple-enum', enum: ['new', 'paid', 'sent'], default: 'new' }) state!: 'new' | 'paid' | 'sent'
  @Column({ type: 'decimal', precision: 12, scale: 2, transformer: number }) amount!: number
  @Column({ type: 'bigint', nullable: true, transformer: number }) reference!: number | null
  @Column({ type: 'smallint', default: 1 }) parcels!: number
  @Column({ type: 'double precision', nullable: true }) weight!: number | null
  @Column({ type: 'real', nullable: true }) share!: number | null
  @Column({ type: 'boolean', default: false }) gift!: boolean
  @Column({ type: 'date', nullable: true }) due!: string | null
  @Column({ type: 'time', nullable: true }) at!: string | null
  @Index() @Column({ type: moment, nullable: true }) paidAt!: Date | null
  @Column({ type: 'json', nullable: true }) extra!: unknown
  @Column({ type: 'jsonb', nullable: true }) tags!: unknown
  @Column({ type: bytes, nullable: true }) label!: Buffer | null
  @Column({ type: 'text', nullable: true }) remark!: string | null
  @Column('uuid') @Generated('uuid') token!: string
  @Column({ type: 'int', asExpression: '"number" * 2', generatedType: 'STORED', insert: false, update: false })
  twice!: number
  @ManyToOne(() => Customer, (customer) => customer.orders) customer!: Relation<Customer>
  @ManyToMany(() => Article) @JoinTable() articles!: Relation<Article[]>
}

@Entity()
@TableInheritance({ column: { type: 'varchar', name: 'type' } })
export class Article {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'varchar', length: 40 }) title!: string
  @ManyToOne(() => Category, { nullable: true }) category!: Relation<Category> | null
}

@ChildEntity()
export class Book extends Article {
  @Column({ type: 'int' }) pages!: number
}

@Entity()
@Tree('closure-table')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'varchar' }) name!: string
  @TreeParent() parent!: Relation<Category> | null
  @TreeChildren() children!: Relation<Category[]>
}

@Entity()
export class Rate {
  @PrimaryColumn({ type: 'varchar', length: 2 }) country!: string
  @PrimaryColumn({ type: 'int' }) year!: number
  @Column({ type: 'real' }) percent!: number
}

@ViewEntity({ expression: `SELECT "customerId" AS customer, count(*) AS orders FROM "order" GROUP BY "customerId"` })
export class Buyer {
  @ViewColumn() customer!: string
  @ViewColumn({ transformer: number }) orders!: number
}

export const entities = [Customer, Profile, Order, Article, Book, Category, Rate, Buyer]
